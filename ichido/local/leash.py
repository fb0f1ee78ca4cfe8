"""Becomes another program that ends when the process that started it ends, however that happens.

Run as a script, before anything else of ours is imported:
`python -I -S leash.py SIGNAL PARENT OWNER CAPABLE PROGRAM ARGUMENT…`, OWNER being `uid:gid` or `-`, CAPABLE 1 or 0.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def die_with_parent(libc: ctypes.CDLL, signal_number: int, parent: int) -> None:
    """Ask the kernel for a signal when the starting thread ends; exit at once if it already has."""
    libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def become(libc: ctypes.CDLL, uid: int, gid: int, capable: bool) -> None:
    """Give up root for another user; if capable, keep the one right that root has over closed folders."""
    if capable:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if capable:
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        bit = 1 << CAP_DAC_OVERRIDE
        data = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        if libc.capset(header, data) or libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0):
            sys.exit("this system does not let root hand on its right to enter closed folders (CAP_DAC_OVERRIDE)")


def main() -> None:
    """Give up rights, then bind to the parent (a change of user would undo that), then become the program."""
    signal_number, parent, owner, capable, *command = sys.argv[1:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if owner != "-":
            uid, gid = owner.split(":")
            become(libc, int(uid), int(gid), capable == "1")
        die_with_parent(libc, int(signal_number), int(parent))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
