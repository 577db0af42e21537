// SPDX-License-Identifier: Apache-2.0

import type { OperationErrorCode } from "../common/codedError";

/** The exit code of an invalid command line, as of `sysexits.h`. */
export const USAGE_EXIT_CODE = 64;
/** The exit code of an error of this program, or of an output that cannot be written, as of `sysexits.h`. */
export const INTERNAL_ERROR_EXIT_CODE = 70;

/** The exit code of each error. */
export const EXIT_CODES: Readonly<Record<OperationErrorCode, number>> = {
    OperationFailed: 1,
    OperationCanceled: 2,
    WaitTimeout: 3,
    StatusUnavailable: 4,
    OperationNotFound: 4,
    AuthenticationFailed: 4,
    AuthorizationFailed: 4,
    OperationNotStarted: 5,
    StartUnknown: 6,
    InvalidArgument: USAGE_EXIT_CODE,
    WaitAborted: 130,
};

/** The signals that end a wait, with the exit codes of a shell. */
export const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The lines about exit codes, for `--help`. */
export const EXIT_CODE_HELP = `\
Exit codes:
  0    every operation Succeeded
  1    OperationFailed
  2    OperationCanceled
  3    WaitTimeout: still running at the timeout, or with --once
  4    the status could not be read: StatusUnavailable, OperationNotFound,
       AuthenticationFailed, AuthorizationFailed
  5    OperationNotStarted: nothing was begun; it is safe to repeat the action
  6    StartUnknown: the action may have begun; check before you repeat it
  64   InvalidArgument: an argument or a setting is wrong
  70   an error of this program, or its output cannot be written
  130, 143, 129
       WaitAborted: Ctrl-C, SIGTERM, SIGHUP; the operation itself goes on
Of several operations, the first of 130, 1, 2, 64, 4, 3, 0 is the exit code.`;
