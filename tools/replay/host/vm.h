/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtual machine: QEMU with the card and the minimal guest
 */

#ifndef IPSECNIC_REPLAY_VM_H
#define IPSECNIC_REPLAY_VM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>
#include "sa.h"

/** Error domain: one code, the message says it all. */
#define VM_ERROR (vm_error_quark())
GQuark vm_error_quark(void);

/** How the machine shall be. */
typedef struct VmConfig {
    /** QEMU and the guest's ELF file. */
    const char *qemu;
    const char *guest;
    /** PROP=VALUE[,...] for the port's -device, or NULL. */
    const char *device;
    /** SAs and policies for the port. */
    const ReplaySaFile *sas;
    /** struct replay_selector, one behind the other; may be empty. */
    const GByteArray *selectors;
    /** REPLAY_CONFIG_* and the other words of struct replay_config. */
    uint32_t flags;
    uint32_t ring_size;
    uint32_t buffer_size;
    uint32_t form;
    uint32_t segment_size;
    uint32_t fault;
    uint32_t fault_at;
    uint32_t mtu;
} VmConfig;

/** A running machine.  The descriptors do not block. */
typedef struct Vm {
    pid_t pid;
    /** QEMU network sockets: the port, and the report line. */
    int port_fd;
    int report_fd;
    /** The guest's console, and QEMU's standard error. */
    int console_fd;
    int stderr_fd;
    /** It has ended and been waited for; wait_status says how. */
    bool ended;
    int wait_status;
} Vm;

/**
 * Start QEMU.  It gets a process group of its own, and dies with the caller.
 * Keys go to it in anonymous memory, never through a file system.
 */
Vm *vm_start(const VmConfig *config, GError **errp);

/** See whether it has ended; does not wait. */
bool vm_poll(Vm *vm);

/**
 * End it: wait for @grace_ms milliseconds for it to end by itself, then kill
 * its process group.
 */
void vm_stop(Vm *vm, unsigned grace_ms);

/** Ask it to end, which QEMU does in good order; vm_stop() waits for that. */
void vm_ask_to_end(const Vm *vm);

/** Whether it ended with status 0, or only because vm_stop() has killed it. */
bool vm_ended_well(const Vm *vm);

/** Stop at once if it runs, close everything and free. */
void vm_free(Vm *vm);

/** How it ended, in words: "exit status 1", "signal 9 (Killed)". */
char *vm_end_text(const Vm *vm);

#endif /* IPSECNIC_REPLAY_VM_H */
