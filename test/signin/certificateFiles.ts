// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

/** The password of the PFX file below. */
export const PFX_PASSWORD = "example-password";

/** A PFX file, created with OpenSSL, with a P-256 key and a certificate that is used only in this test. */
export const ELLIPTIC_CURVE_PFX = Buffer.from(
    [
        "MIIELAIBAzCCA+IGCSqGSIb3DQEHAaCCA9MEggPPMIIDyzCCAoIGCSqGSIb3DQEHBqCCAnMwggJvAgEAMIICaAYJKoZIhvcNAQcB",
        "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj9eqCYZuwQngICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENv5",
        "vc86ZCij8No59H5tjceAggIA5SM9TJw5Bv1K6Md02g5Jd5djodEhOxpOO66O4jRzxe4pqWYwlVGoHEV2l6IZGu455Ye5VfIM9PeM",
        "Otkeb3h3DTrsraBx/zUcNWhOqQ7A6Ac65gN2Gx/yI3/wIPtEa65M825LTNm9e5uuimSxq/hWJ0giNW8zEZeqY3RPWkQcxYvMmeb4",
        "u5+jdAqabdi56law7OnP8EHiNQ/OK4kDpnO6nJyVupr0r0EJ9ITz12E5F82TtTtKP8jElDJl9sx9utSNy1AVlXPd/xCYbI7csVTD",
        "upZ53kqbF2fq3vvrTUEu3A6b3vuXLDlmLXqJvbqZYwvXsaG7s6SBa7H5FTPaIK5/nyZzFK5NzYyqn7AIgYAWKVpAQsQfLRfzGain",
        "yJYhwx4hN5mTHLfb9ngSoqFt4KgfH4JPUutH72BXDlZle4DBt1EEN0Dm5rXle95KhIt17gxYEvL7yCtrjoF2FG3TlQQZ3y628aWP",
        "V+5dr6zRej4K1YwJP+GT7mnw69b5cHxxxEyFxMFc0DZcO0HctH7CYktiv/ohI13bumaCYoc29gNeWnoKcnYN8gda3dvR7AmscaAd",
        "+oKyRv9+rsQx9a/tsIYyWSQqdFpBqVzLumfMe8q2FnHl/vlxCDAd35qO+QZJVJSEZea2ZWt3sToF2B6DnRi5PmJ1N7hWePZh6c2M",
        "7A6h+GkwggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASowggEmBgsqhkiG9w0BDAoBAqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkq",
        "hkiG9w0BBQwwHAQIGS0F07hvp90CAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBANo+Hfp+afHXg88fpQnMqMBIGQdbMQ",
        "rFwKm1lNJQaVzqdPrg7tWCT/Rf2eNX7Vt9xNwZlFrprfzFwWGaCcMbk5+HopP++vW/aGOHYZoDH0Y7vj2o6xvOjVZI0psZr0+Evl",
        "66upgF+fwkd8BmSTvWA2B/VSTHEz705XxHk8G+MTHR/sZ3HvyEAC3d8n837vjlSOz1kJkOk6OHv0lh8I1Lnft71WMSUwIwYJKoZI",
        "hvcNAQkVMRYEFHQlz1z7uBhJmMccCpAPzbmXTSk5MEEwMTANBglghkgBZQMEAgEFAAQgOQ3rzMEIxXgslF9d457HUBJAKZ7Yehf+",
        "pL0oLaiaNroECKoczj6DxXnCAgIIAA==",
    ].join(""),
    "base64",
);

/** Writes a file that is deleted after the tests. @returns its path */
export function temporaryFile(content: string | Buffer): string {
    const file = path.join(createTemporaryDirectory("certificate"), randomUUID());
    writeFileSync(file, content);
    return file;
}

/** Copies the blocks with a matching label to another PEM file. @returns its path */
export function onlyBlocks(file: string, label: RegExp): string {
    const blocks = readFileSync(file, "utf8").match(/-----BEGIN [^-]+-----[\s\S]+?-----END [^-]+-----\n?/g) ?? [];
    return temporaryFile(blocks.filter((block) => label.test(block)).join(""));
}
