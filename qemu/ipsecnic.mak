# Devices of the QEMU that the project builds, for
# --without-default-devices --with-devices-x86_64=ipsecnic.
#
# A change here rebuilds most of QEMU.

# Machines: one with PCI Express, and one without it, where the card is on a
# conventional bus.  Each costs a dozen files on the way to the first packet.
CONFIG_Q35=y
CONFIG_I440FX=y

# Where the card can be put: behind a root port, behind an emulated IOMMU.
CONFIG_PCIE_PORT=y
CONFIG_VTD=y
CONFIG_AMD_IOMMU=y
CONFIG_VIRTIO_IOMMU=y

CONFIG_IPSECNIC=y

# Cards to compare with.
CONFIG_E1000E_PCI_EXPRESS=y
CONFIG_IGB_PCI_EXPRESS=y

# What guests need.  ISA_DEBUG: isa-debugcon and isa-debug-exit.
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_NET=y
CONFIG_VIRTIO_BLK=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VIRTIO_RNG=y
CONFIG_ISA_DEBUG=y

# Without these QEMU 10.0 or 10.2 does not link.
CONFIG_PCI_BRIDGE=y
CONFIG_PXB=y
CONFIG_CXL=y
CONFIG_CXL_MEM_DEVICE=y
