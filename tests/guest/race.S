/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From QEMU's -kernel to race.c, on all processors
 *
 * 32 bits, paging off, flat segments: what the PVH entry gives the first
 * processor (see guest-driver/minimal/boot.S), and what the trampoline gives
 * the others.
 */

#define XEN_ELFNOTE_PHYS32_ENTRY 18

#define STACK_SIZE  4096
#define CPUS        8

    .section .note.Xen, "a", @note
    .balign 4
    .long 4
    .long 4
    .long XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long pvh_entry

    .text
    .code32
    .globl pvh_entry
pvh_entry:
    cli
    cld
    lgdt gdt_pointer
    ljmp $8, $1f
1:  movl $16, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $stacks + STACK_SIZE, %esp
    call race_main
2:  hlt
    jmp 2b

/* Copied to page 8 of memory, from where a startup message has it run. */
    .code16
    .globl trampoline
trampoline:
    cli
    xorw %ax, %ax
    movw %ax, %ds
    lgdtl (trampoline_gdt_pointer - trampoline + 0x8000)
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    ljmpl $8, $other_entry
    .balign 8
trampoline_gdt_pointer:
    .word gdt_end - gdt - 1
    .long gdt
    .globl trampoline_end
trampoline_end:

    .code32
other_entry:
    movl $16, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $1, %eax
    lock xaddl %eax, next_cpu
    cmpl $CPUS, %eax
    jae 1f
    movl %eax, %esp
    incl %esp
    imull $STACK_SIZE, %esp
    addl $stacks, %esp
    pushl %eax
    call race_other
1:  hlt
    jmp 1b

    .data
    .balign 8
gdt:
    .quad 0
    .quad 0x00cf9a000000ffff
    .quad 0x00cf92000000ffff
gdt_end:
gdt_pointer:
    .word gdt_end - gdt - 1
    .long gdt
    .balign 4
next_cpu:
    .long 1

    .bss
    .balign 16
stacks:
    .skip CPUS * STACK_SIZE

    .section .note.GNU-stack, "", @progbits
