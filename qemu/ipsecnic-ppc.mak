# Devices of qemu-system-ppc, on which the qtests run a second time: a machine
# of the other byte order.  For
# --without-default-devices --with-devices-ppc=ipsecnic.
#
# A change here rebuilds most of QEMU.

# The one big-endian board with PCI, MSI and memory that a card reaches without
# a program on the processor.
CONFIG_E500PLAT=y

CONFIG_IPSECNIC=y

# No board of this processor has it, but the card asks for it.
CONFIG_PCI_EXPRESS=y
