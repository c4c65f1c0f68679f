; SPDX-License-Identifier: Apache-2.0
;
; A guest of 512 bytes that writes to its second disk when it is told to.
;
;   nasm -f bin -o writer.img writer.asm
;
; It is told and answers by its serial port, a character each:
;   w   write the next sector of disk 81h, 32 KiB behind the last     k: done  e: the disk said no
;   anything else                                                     ?
; It says ! when it is up. Where QEMU holds a request that failed, the answer waits with it.

bits 16
org 0x7c00

line_status     equ 0x3fd       ; of COM1; bit 0: a character has come, bit 5: one may be sent
data            equ 0x3f8
step            equ 64          ; sectors of 512 bytes

start:  cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7c00
        sti
        mov al, '!'
        call say

listen: mov dx, line_status
        in al, dx
        test al, 1
        jnz heard
        hlt                     ; the timer wakes us 18 times a second
        jmp listen

heard:  mov dx, data
        in al, dx
        cmp al, 'w'
        je write
        mov al, '?'
        call say
        jmp listen

write:  mov word [packet.count], 1
        mov si, packet
        mov ax, 0x4300          ; INT 13h extensions: write, without verifying
        mov dl, 0x81
        int 0x13
        mov al, 'e'
        jc said
        add word [packet.sector], step
        mov al, 'k'
said:   call say
        jmp listen

say:    push ax
        mov dx, line_status
.busy:  in al, dx
        test al, 0x20
        jz .busy
        pop ax
        mov dx, data
        out dx, al
        ret

        align 4
packet: db 16, 0                ; its size
.count: dw 1
        dw 0x7c00, 0            ; what is written: this program
.sector:
        dq 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
