// SPDX-License-Identifier: Apache-2.0

/**
 * The provider that Pulumi stores in state, in the form in which the SDK serializes `{ configure(request) { … } }`. It contains no
 * value and no code of its own: `configure` loads both from the installed package, so that refresh and destroy work with any later
 * version of the package, and without it. `pulumi-azure-wait/runtime` and `attach` are therefore public names that never change
 * within a major version.
 *
 * It is a text, which the SDK need not serialize: in a bundle `require` would be a captured function, and with it the whole bundle
 * would be serialized. Minifiers, compilers and coverage tools leave a text as it is, too.
 *
 * Without the package, `create` and `update` must fail, because Pulumi's host treats a missing `update` as one without changes.
 * Every character is stored twice for each resource, so the code is short, and its comments are here. `configure` must stay
 * synchronous, because Pulumi may call other methods before an asynchronous one ends.
 */
export const STORED_PROVIDER = storedProvider(`return function /*configure*/(request) {
        try {
            require("pulumi-azure-wait/runtime").attach(this, request);
        }
        catch (error) {
            this.create = this.update = () => Promise.reject(new Error(\`Install pulumi-azure-wait in \${process.cwd()}: \${error}\`));
        }
    };`);

/**
 * The same for `ResourceAction`. Without the package, or with a version that does not know this resource, `delete` must fail where
 * there is something to undo, because Pulumi's host treats a missing `delete` as one that has nothing to do.
 */
export const STORED_ACTION_PROVIDER = storedProvider(`return function /*configure*/(request) {
        try {
            require("pulumi-azure-wait/runtime").attach(this, request, "ResourceAction");
            if (!this.delete) throw "its version has no ResourceAction";
        }
        catch (error) {
            const fail = () => Promise.reject(new Error(\`Install pulumi-azure-wait in \${process.cwd()}: \${error}\`));
            this.create = this.update = fail;
            this.delete = (_, state) => state.destroy ? fail() : Promise.resolve();
        }
    };`);

/** @param configure The function, as the SDK serializes it. */
function storedProvider(configure: string): string {
    return `exports.handler = __f0;

var __provider = {configure: __f1};

function __f1(__0) {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

${configure}

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f0() {
  return (function() {
    with({ provider: __provider, this: undefined, arguments: undefined }) {

return () => provider;

    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;
}
