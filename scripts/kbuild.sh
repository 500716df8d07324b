# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the kernel's build is asked, and what it says (bash).  Source it after
# common.sh.

# release_of TREE: of the kernel that was built there, as modules have it.
release_of() {
    cat -- "$1/include/config/kernel.release" 2>/dev/null ||
        die "no kernel is built in $1: it has no include/config/kernel.release"
}

# name_of_tree PATH: what the kernel of a user's own is called, so that those of
# several trees can be there at a time.
name_of_tree() {
    printf 'tree-%s\n' "$(printf '%s' "$1" | sha256sum | cut -c 1-8)"
}

# compiler_of TREE: what make is to be told of it, one a line, so that a module
# is compiled by what has compiled that kernel: clang, of its version where there
# are several, with the rest of LLVM if that has linked it, or the gcc that CC
# names.  kbuild by itself heeds no CC of the
# environment, and that may be meant for other things.
compiler_of() {
    local version own name=
    version=$(sed -n 's/^CONFIG_CLANG_VERSION=\([0-9]*\)[0-9]\{4\}$/\1/p' \
        "$1/.config" 2>/dev/null || :)
    if grep -q '^CONFIG_CC_IS_CLANG=y' "$1/.config" 2>/dev/null; then
        own=$(clang -dumpversion 2>/dev/null || :)
        if [ "${own%%.*}" != "$version" ] &&
           command -v "clang-$version" >/dev/null; then
            name=-$version
        fi
        if grep -q '^CONFIG_LD_IS_LLD=y' "$1/.config"; then
            echo "LLVM=${name:-1}"
        else
            echo "CC=clang$name"
        fi
    elif [ -n "${CC:-}" ]; then
        version=$(sed -n 's/^CONFIG_GCC_VERSION=\([0-9]*\)[0-9]\{4\}$/\1/p' \
            "$1/.config" 2>/dev/null || :)
        own=$($CC -dumpversion 2>/dev/null || :)
        if [ "${own%%.*}" = "$version" ] &&
           ! $CC --version 2>/dev/null | grep -q clang; then
            echo "CC=$CC"
        fi
    fi
}

# own_warnings SRC LOG: lines in which a module in SRC is warned of, by what
# compiles, looks at or links it.  What make says of its clock and of its jobs,
# kbuild of compilers and the compiler of the kernel's headers is none of the
# driver's affairs.  Newer kernels build in SRC, and name files from there on.
own_warnings() {
    local src=$1 line
    while IFS= read -r line; do
        case $line in
        *Module.symvers*) continue;;
        "$src"/*|"$ipsecnic_root"/include/hw/net/*|'WARNING: modpost: '*) ;;
        *) [ -f "$src/${line%%:*}" ] || continue;;
        esac
        printf '%s\n' "$line"
    done < <(grep -i 'warning:' "$2")
}

# no_warnings SRC LOG WHAT: end if there are any.
no_warnings() {
    local found
    found=$(own_warnings "$1" "$2")
    [ -n "$found" ] || return 0
    grep -x -F -A 5 -e "$found" "$2" >&2
    die "$3 with warnings ($2)"
}
