/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From QEMU's -kernel to C: PVH entry, long mode, interrupt stubs
 *
 * QEMU starts an ELF file that carries the ELF note XEN_ELFNOTE_PHYS32_ENTRY
 * the PVH way: in 32-bit protected mode, paging off, flat segments, the
 * physical address of a struct hvm_start_info in EBX (Xen's public interface,
 * "x86/HVM direct boot ABI").  The file itself is 64-bit.
 */

#define XEN_ELFNOTE_PHYS32_ENTRY 18

#define CR0_PG      (1 << 31)
#define CR4_PAE     (1 << 5)
#define MSR_EFER    0xc0000080
#define EFER_LME    (1 << 8)

#define SEL_CODE64  0x08
#define SEL_DATA    0x10

/* page table entries: present, writable; 2 MiB pages */
#define PTE_TABLE   0x03
#define PTE_2M      0x83

    .section .note.Xen, "a", @note
    .balign 4
    .long 4
    .long 8
    .long XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .quad pvh_entry

    .text
    .code32
    .globl pvh_entry
    .type pvh_entry, @function
pvh_entry:
    cli
    cld
    movl $boot_stack_top, %esp
    movl %ebx, boot_start_info

    /* The low 4 GiB, address for address; C adds more for a BAR above it. */
    movl $boot_pd, %edi
    movl $PTE_2M, %eax
    movl $2048, %ecx
1:  movl %eax, (%edi)
    addl $0x200000, %eax
    addl $8, %edi
    loop 1b
    movl $boot_pd + PTE_TABLE, boot_pdpt
    movl $boot_pd + 0x1000 + PTE_TABLE, boot_pdpt + 8
    movl $boot_pd + 0x2000 + PTE_TABLE, boot_pdpt + 16
    movl $boot_pd + 0x3000 + PTE_TABLE, boot_pdpt + 24
    movl $boot_pdpt + PTE_TABLE, boot_pml4

    movl %cr4, %eax
    orl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_LME, %eax
    wrmsr
    movl %cr0, %eax
    orl $CR0_PG, %eax
    movl %eax, %cr0
    lgdt gdt_pointer
    ljmp $SEL_CODE64, $long_mode

    .code64
long_mode:
    movl $SEL_DATA, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    xorl %ebp, %ebp
    call guest_main
2:  cli
    hlt
    jmp 2b
    .size pvh_entry, . - pvh_entry

/*
 * One stub of 16 bytes for each vector: it makes all stack frames alike
 * (vectors 8, 10..14, 17, 21, 29 and 30 come with an error code) and adds the
 * number of the vector.
 */
    .balign 16
    .globl interrupt_stubs
    .type interrupt_stubs, @function
interrupt_stubs:
    .set vector, 0
    .rept 256
    .balign 16
    .if !((vector == 8) || ((vector >= 10) && (vector <= 14)) || \
          (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30))
    pushq $0
    .endif
    pushq $vector
    jmp interrupt_common
    .set vector, vector + 1
    .endr

/* Saves what C may change; interrupt_dispatch() gets a struct trap_frame. */
interrupt_common:
    pushq %rax
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    cld
    movq %rsp, %rdi
    call interrupt_dispatch
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rax
    addq $16, %rsp
    iretq
    .size interrupt_stubs, . - interrupt_stubs

    .section .rodata
    .balign 8
gdt:
    .quad 0
    .quad 0x00af9b000000ffff    /* 64-bit code */
    .quad 0x00cf93000000ffff    /* data */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long gdt

    .bss
    .balign 4096
    .globl boot_pml4
boot_pml4:
    .skip 4096
boot_pdpt:
    .skip 4096
boot_pd:
    .skip 4 * 4096
    .skip 32768
boot_stack_top:
    .globl boot_start_info
boot_start_info:
    .skip 4

    .section .note.GNU-stack, "", @progbits
