/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the card answers, as text for people
 */

#include "qemu/osdep.h"
#include "qapi/visitor-impl.h"

#include "query_text.h"

/* Lines are broken before this column, and go on indented. */
#define IPSECNIC_COLUMNS 79
#define IPSECNIC_INDENT 6

/* Of what is visited: the whole, and a list in it. */
#define IPSECNIC_DEPTH_WHOLE 1
#define IPSECNIC_DEPTH_LIST 2

typedef struct IpsecnicTextVisitor {
    Visitor visitor;
    GString *text;
    unsigned depth;             /* structs and lists that are open */
    unsigned lines;             /* how many of them have lines of their own */
    unsigned column;
    bool fresh;                 /* nothing is to be kept apart from the next */
} IpsecnicTextVisitor;

static IpsecnicTextVisitor *ipsecnic_text_visitor(Visitor *v)
{
    return container_of(v, IpsecnicTextVisitor, visitor);
}

static void ipsecnic_text_end_line(IpsecnicTextVisitor *t)
{
    if (t->column) {
        g_string_append_c(t->text, '\n');
    }
    t->column = 0;
    t->fresh = true;
}

static void ipsecnic_text_word(IpsecnicTextVisitor *t, const char *word)
{
    unsigned length = strlen(word);
    unsigned gap = t->fresh ? 0 : 1;

    if (t->column && t->column + gap + length >= IPSECNIC_COLUMNS) {
        ipsecnic_text_end_line(t);
        t->column = IPSECNIC_INDENT;
        g_string_append_printf(t->text, "%*s", IPSECNIC_INDENT, "");
        gap = 0;
    }
    g_string_append_printf(t->text, "%*s%s", gap, "", word);
    t->column += gap + length;
    t->fresh = false;
}

/* The name of a member, in front of what it is. */
static void ipsecnic_text_name(IpsecnicTextVisitor *t, const char *name)
{
    g_autofree char *label = NULL;

    if (!name) {
        return;
    }
    if (t->depth == IPSECNIC_DEPTH_WHOLE) {
        ipsecnic_text_end_line(t);
        label = g_strdup_printf("%s:", name);
    }
    ipsecnic_text_word(t, label ? label : name);
}

static void ipsecnic_text_value(IpsecnicTextVisitor *t, const char *name,
                                const char *value)
{
    bool more = name && t->depth > IPSECNIC_DEPTH_WHOLE;
    g_autofree char *word = NULL;

    if (more) {
        /* A comma would have to stand behind the last one. */
        word = g_strdup_printf("%s=%s", name, value);
        ipsecnic_text_word(t, word);
    } else {
        ipsecnic_text_name(t, name);
        ipsecnic_text_word(t, value);
    }
}

/* Members of the whole have lines, and the structs of a list in it. */
static void ipsecnic_text_open(IpsecnicTextVisitor *t, const char *name,
                               bool is_struct)
{
    bool item = is_struct && !name && t->depth == IPSECNIC_DEPTH_LIST;

    if (item) {
        ipsecnic_text_end_line(t);
        g_string_append(t->text, "  ");
        t->column = 2;
    } else {
        ipsecnic_text_name(t, name);
    }
    if (item || t->depth == IPSECNIC_DEPTH_WHOLE) {
        t->lines++;
    } else {
        ipsecnic_text_word(t, "[");
        t->fresh = true;
    }
    t->depth++;
}

static void ipsecnic_text_close(IpsecnicTextVisitor *t)
{
    if (t->depth > t->lines) {
        t->fresh = true;
        ipsecnic_text_word(t, "]");
    } else {
        t->lines--;
    }
    t->depth--;
    if (t->depth <= IPSECNIC_DEPTH_WHOLE) {
        ipsecnic_text_end_line(t);
    }
}

static bool ipsecnic_text_start_struct(Visitor *v, const char *name,
                                       void **obj, size_t size, Error **errp)
{
    IpsecnicTextVisitor *t = ipsecnic_text_visitor(v);

    if (!t->depth) {
        t->depth++;
        t->lines++;
    } else {
        ipsecnic_text_open(t, name, true);
    }
    return true;
}

static void ipsecnic_text_end_struct(Visitor *v, void **obj)
{
    ipsecnic_text_close(ipsecnic_text_visitor(v));
}

static bool ipsecnic_text_start_list(Visitor *v, const char *name,
                                     GenericList **list, size_t size,
                                     Error **errp)
{
    ipsecnic_text_open(ipsecnic_text_visitor(v), name, false);
    return true;
}

static GenericList *ipsecnic_text_next_list(Visitor *v, GenericList *tail,
                                            size_t size)
{
    return tail->next;
}

static void ipsecnic_text_end_list(Visitor *v, void **list)
{
    ipsecnic_text_close(ipsecnic_text_visitor(v));
}

static bool ipsecnic_text_uint64(Visitor *v, const char *name, uint64_t *obj,
                                 Error **errp)
{
    /* As other programs show them. */
    static const char *const hex[] = { "handle", "spi", "base", "bits" };
    g_autofree char *text = NULL;
    size_t i;

    for (i = 0; name && i < ARRAY_SIZE(hex); i++) {
        if (!strcmp(name, hex[i])) {
            text = g_strdup_printf("0x%08" PRIx64, *obj);
        }
    }
    if (!text) {
        text = g_strdup_printf("%" PRIu64, *obj);
    }
    ipsecnic_text_value(ipsecnic_text_visitor(v), name, text);
    return true;
}

static bool ipsecnic_text_int64(Visitor *v, const char *name, int64_t *obj,
                                Error **errp)
{
    g_autofree char *text = g_strdup_printf("%" PRId64, *obj);

    ipsecnic_text_value(ipsecnic_text_visitor(v), name, text);
    return true;
}

static bool ipsecnic_text_bool(Visitor *v, const char *name, bool *obj,
                               Error **errp)
{
    IpsecnicTextVisitor *t = ipsecnic_text_visitor(v);

    if (t->depth == IPSECNIC_DEPTH_WHOLE) {
        ipsecnic_text_value(t, name, *obj ? "yes" : "no");
    } else if (*obj) {
        ipsecnic_text_word(t, name);
    }
    return true;
}

static bool ipsecnic_text_str(Visitor *v, const char *name, char **obj,
                              Error **errp)
{
    IpsecnicTextVisitor *t = ipsecnic_text_visitor(v);
    g_autofree char *text = NULL;

    if (name && t->depth > IPSECNIC_DEPTH_WHOLE && strchr(*obj, ' ')) {
        text = g_strdup_printf("\"%s\"", *obj);
    }
    ipsecnic_text_value(t, name, text ? text : *obj);
    return true;
}

static bool ipsecnic_text_number(Visitor *v, const char *name, double *obj,
                                 Error **errp)
{
    g_autofree char *text = g_strdup_printf("%.17g", *obj);

    ipsecnic_text_value(ipsecnic_text_visitor(v), name, text);
    return true;
}

static bool ipsecnic_text_null(Visitor *v, const char *name, QNull **obj,
                               Error **errp)
{
    ipsecnic_text_value(ipsecnic_text_visitor(v), name, "none");
    return true;
}

static void ipsecnic_text_complete(Visitor *v, void *opaque)
{
}

static void ipsecnic_text_free(Visitor *v)
{
    g_free(ipsecnic_text_visitor(v));
}

Visitor *ipsecnic_text_visitor_new(GString *text)
{
    IpsecnicTextVisitor *t = g_new(IpsecnicTextVisitor, 1);

    *t = (IpsecnicTextVisitor) {
        .visitor = {
            .type = VISITOR_OUTPUT,
            .start_struct = ipsecnic_text_start_struct,
            .end_struct = ipsecnic_text_end_struct,
            .start_list = ipsecnic_text_start_list,
            .next_list = ipsecnic_text_next_list,
            .end_list = ipsecnic_text_end_list,
            .type_int64 = ipsecnic_text_int64,
            .type_uint64 = ipsecnic_text_uint64,
            .type_bool = ipsecnic_text_bool,
            .type_str = ipsecnic_text_str,
            .type_number = ipsecnic_text_number,
            .type_null = ipsecnic_text_null,
            .complete = ipsecnic_text_complete,
            .free = ipsecnic_text_free,
        },
        .text = text,
        .fresh = true,
    };
    return &t->visitor;
}
