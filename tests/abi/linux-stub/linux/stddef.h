/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ABI header needs of the kernel's header of this name; for the
 * compile test alone.
 */
#ifndef STUB_LINUX_STDDEF_H
#define STUB_LINUX_STDDEF_H

#define offsetof(type, member) __builtin_offsetof(type, member)

#endif
