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
 * Every character is stored twice for each wait, so the code is short, and its comments are here. `configure` must stay
 * synchronous, because Pulumi may call other methods before an asynchronous one ends.
 */
export const STORED_PROVIDER = `exports.handler = __f0;

var __provider = {configure: __f1};

function __f1(__0) {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return function /*configure*/(request) {
        try {
            require("pulumi-azure-wait/runtime").attach(this, request);
        }
        catch (error) {
            this.create = this.update = () => Promise.reject(new Error(\`Install pulumi-azure-wait in \${process.cwd()}: \${error}\`));
        }
    };

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
