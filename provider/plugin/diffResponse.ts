// SPDX-License-Identifier: Apache-2.0

import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { canonicalJson } from "../common/json";
import type { Inputs } from "../resources/inputs";
import type { ResourceDiff } from "../resources/resource";

const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;

/** The difference for the engine. Its details make a preview show the inputs that changed, and only those. */
export function diffResponse(diff: ResourceDiff, oldInputs: Inputs, inputs: Inputs): DiffResponse {
    const response = new DiffResponse();
    if (!diff.changes) {
        return response.setChanges(DIFF_NONE);
    }
    const changed = Object.keys({ ...oldInputs, ...inputs }).filter(
        (name) => canonicalJson(oldInputs[name]) !== canonicalJson(inputs[name]),
    );
    const replaces = diff.replaces ?? [];
    const details = response.getDetaileddiffMap();
    for (const name of changed) {
        const kind = kindOf(oldInputs[name], inputs[name], replaces.includes(name));
        details.set(name, new PropertyDiff().setKind(kind).setInputdiff(true));
    }
    return response
        .setChanges(DIFF_SOME)
        .setDiffsList(changed)
        .setHasdetaileddiff(changed.length > 0)
        .setReplacesList([...replaces])
        .setDeletebeforereplace(diff.deleteBeforeReplace ?? false);
}

function kindOf(before: unknown, after: unknown, replaces: boolean): PropertyDiff.Kind {
    const { Kind } = PropertyDiff;
    if (before === undefined) {
        return replaces ? Kind.ADD_REPLACE : Kind.ADD;
    }
    if (after === undefined) {
        return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
    }
    return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}
