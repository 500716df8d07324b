/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: "info ipsecnic" in the human monitor
 */

#include "qemu/osdep.h"
#include "monitor/hmp.h"
#include "monitor/monitor.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qobject/qdict.h"

#include "query_text.h"
#include "state.h"

/* Bytes that the monitor is given at once. */
#define IPSECNIC_PIECE 1024

static const char *const ipsecnic_shown[] = {
    "x-query", "x-query-sas", "x-query-policies",
};

static void ipsecnic_info_card(Monitor *mon, Object *card)
{
    g_autofree char *path = object_get_canonical_path(card);
    g_autoptr(GString) text = g_string_new(NULL);
    Visitor *v = ipsecnic_text_visitor_new(text);
    Error *err = NULL;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(ipsecnic_shown) && !err; i++) {
        object_property_get(card, ipsecnic_shown[i], v, &err);
    }
    visit_free(v);
    monitor_printf(mon, "%s\n", path);
    for (i = 0; i < text->len; i += IPSECNIC_PIECE) {
        monitor_printf(mon, "%.*s", IPSECNIC_PIECE, text->str + i);
    }
    hmp_handle_error(mon, err);
}

static int ipsecnic_info_child(Object *obj, void *opaque)
{
    if (object_dynamic_cast(obj, TYPE_IPSECNIC)) {
        ipsecnic_info_card(opaque, obj);
    }
    return 0;
}

static void ipsecnic_info(Monitor *mon, const QDict *qdict)
{
    const char *path = qdict_get_try_str(qdict, "path");
    Object *card;

    if (!path) {
        object_child_foreach_recursive(object_get_root(), ipsecnic_info_child,
                                       mon);
        return;
    }
    card = object_resolve_path_type(path, TYPE_IPSECNIC, NULL);
    if (card) {
        ipsecnic_info_card(mon, card);
    } else {
        monitor_printf(mon, "%s: no such ipsecnic card, or more than one\n",
                       path);
    }
}

static void ipsecnic_register_monitor(void)
{
    monitor_register_hmp("ipsecnic", true, ipsecnic_info);
}

type_init(ipsecnic_register_monitor)
