/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the keys of SAs, for those who look at captures
 *
 * Off unless the operator asks for it, and the one place from which keys leave
 * the card: lines of Wireshark's table "esp_sa", and what `ip xfrm state`
 * takes, in two files that nobody but their owner can read.
 */

#ifndef HW_NET_IPSECNIC_ESPKEYS_H
#define HW_NET_IPSECNIC_ESPKEYS_H

#include "qapi/error.h"

#include "state.h"

void ipsecnic_esp_keys_write_add(IpsecnicState *s, uint32_t handle);
void ipsecnic_esp_keys_write_gone(IpsecnicState *s, uint32_t handle,
                                  const char *how);

/**
 * ipsecnic_esp_keys_set: the property `esp-keys`: write to another file, first
 * the SAs that are loaded now.
 * @path: "" or NULL: none
 * @live: the card is realized; else ipsecnic_esp_keys_realize() opens it
 * @errp: set, with the path, to why the file is not written
 */
bool ipsecnic_esp_keys_set(IpsecnicState *s, const char *path, bool live,
                           Error **errp);

/** ipsecnic_esp_keys_realize: open the file that was asked for, if any. */
bool ipsecnic_esp_keys_realize(IpsecnicState *s, Error **errp);

/** ipsecnic_esp_keys_get: the file that is written, or "". */
const char *ipsecnic_esp_keys_get(IpsecnicState *s);

/** ipsecnic_esp_keys_add: an SA was added. */
static inline void ipsecnic_esp_keys_add(IpsecnicState *s, uint32_t handle)
{
    if (unlikely(s->esp_keys)) {
        ipsecnic_esp_keys_write_add(s, handle);
    }
}

/** ipsecnic_esp_keys_came: the SAs of another host are there. */
void ipsecnic_esp_keys_came(IpsecnicState *s);

/**
 * ipsecnic_esp_keys_gone: note that an SA is no more; its line stays, so that
 * old captures can be decrypted.
 * @handle: 0: it is about many
 * @how: in one word
 */
static inline void ipsecnic_esp_keys_gone(IpsecnicState *s, uint32_t handle,
                                          const char *how)
{
    if (unlikely(s->esp_keys)) {
        ipsecnic_esp_keys_write_gone(s, handle, how);
    }
}

/** ipsecnic_esp_keys_free: close the files. */
void ipsecnic_esp_keys_free(IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_ESPKEYS_H */
