// SPDX-License-Identifier: Apache-2.0

/**
 * The provider that Pulumi stores in state, as the SDK stores one: a module whose `handler` returns the provider. It contains no value
 * and no code of its own: `configure` loads both from the installed package, so that refresh and destroy work with any later version of
 * the package, and without it. `pulumi-azure-wait/runtime` and `attach` are therefore public names that never change within a major
 * version.
 *
 * It is a text, which the SDK need not serialize: in a bundle `require` would be a captured function, and with it the whole bundle
 * would be serialized. Minifiers, compilers and coverage tools leave a text as it is, too.
 *
 * Without the package, `create` and `update` must fail, because Pulumi's host treats a missing `update` as one without changes. Every
 * character is stored twice for each resource, and the engine writes the whole state after each step, so the code is short, and its
 * comments are here. `configure` must stay synchronous, because Pulumi may call other methods before an asynchronous one ends.
 */
export const STORED_PROVIDER = `exports.handler = () => ({ configure(request) {
try { require("pulumi-azure-wait/runtime").attach(this, request); }
catch (error) { this.create = this.update = () => Promise.reject(new Error(\`Install pulumi-azure-wait in \${process.cwd()}: \${error}\`)); }
} });
`;

/**
 * The same for `ResourceAction`. Without the package, or with a version that does not know this resource, `delete` must fail where
 * there is something to undo, because Pulumi's host treats a missing `delete` as one that has nothing to do.
 */
export const STORED_ACTION_PROVIDER = `exports.handler = () => ({ configure(request) {
try {
require("pulumi-azure-wait/runtime").attach(this, request, "ResourceAction");
if (!this.delete) throw "its version has no ResourceAction";
} catch (error) {
const fail = () => Promise.reject(new Error(\`Install pulumi-azure-wait in \${process.cwd()}: \${error}\`));
this.create = this.update = fail;
this.delete = (_, state) => state.destroy ? fail() : Promise.resolve();
}
} });
`;
