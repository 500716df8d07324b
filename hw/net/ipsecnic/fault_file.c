/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: the text of one, and the file that it is in
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qapi/error.h"
#include "qapi/qobject-input-visitor.h"
#include "qapi/visitor.h"

#if __has_include("qobject/qjson.h")
#include "qobject/qjson.h"
#include "qobject/qobject.h"
#else
#include "qapi/qmp/qjson.h"
#include "qapi/qmp/qobject.h"
#endif

#include "fault_file.h"
#include "fault_read.h"

/* What QEMU's parser says of a text that is right as far as it goes. */
#define TOO_SHORT "premature EOI"

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/*
 * Is something wrong in the first @length bytes, whatever follows them?
 * @text: changed for the time being
 */
static bool is_wrong(char *text, size_t length, Error **errp)
{
    char next = text[length];
    Error *err = NULL;
    QObject *json;

    text[length] = '\0';
    json = is_blank(text) ? NULL : qobject_from_json(text, &err);
    text[length] = next;
    qobject_unref(json);
    if (!err || strstr(error_get_pretty(err), TOO_SHORT)) {
        error_free(err);
        return false;
    }
    error_propagate(errp, err);
    return true;
}

/* The line in which a text stops to be JSON, and why; QEMU's parser knows the
 * line and does not tell.  No token of JSON has a line end in it. */
static void name_line(char *text, size_t length, Error **errp)
{
    g_autoptr(GArray) ends = g_array_new(false, false, sizeof(size_t));
    size_t low = 0, high;
    Error *err = NULL;
    size_t i;

    for (i = 0; i < length; i++) {
        if (text[i] == '\n') {
            g_array_append_val(ends, i);
        }
    }
    g_array_append_val(ends, length);
    high = ends->len - 1;
    if (!is_wrong(text, length, NULL)) {
        error_setg(errp, is_blank(text) ? "there is nothing in it" :
                   "it ends in the middle of a value");
        return;
    }
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (is_wrong(text, g_array_index(ends, size_t, middle), NULL)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    is_wrong(text, g_array_index(ends, size_t, low), &err);
    error_propagate_prepend(errp, err, "line %zu: ", low + 1);
}

bool ipsecnic_fault_plan_parse(char *text, size_t length, uint32_t queues,
                               IpsecnicFaultPlan **plan, Error **errp)
{
    static const char mark[] = "\xef\xbb\xbf";
    QObject *json;
    Visitor *v;
    bool ok;

    *plan = NULL;
    if (strlen(text) != length) {
        error_setg(errp, "there is a byte 0 in it, which is no JSON");
        return false;
    }
    if (g_str_has_prefix(text, mark)) {
        text += strlen(mark);
        length -= strlen(mark);
    }
    json = qobject_from_json(text, NULL);
    if (!json) {
        name_line(text, length, errp);
        return false;
    }
    v = qobject_input_visitor_new(json);
    ok = ipsecnic_fault_plan_read(v, queues, plan, errp);
    visit_free(v);
    qobject_unref(json);
    return ok;
}

/* Up to IPSECNIC_FAULT_FILE_MAX bytes, and a 0 behind them. */
static char *read_file(const char *path, size_t *length, Error **errp)
{
    g_autofree char *text = NULL;
    struct stat st;
    ssize_t n = 1;
    int fd;

    /* Who names a FIFO by mistake is not to wait for its other end. */
    fd = qemu_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, errp);
    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        error_setg(errp, "'%s' is no regular file", path);
        qemu_close(fd);
        return NULL;
    }
    text = g_malloc(IPSECNIC_FAULT_FILE_MAX + 1);
    *length = 0;
    while (n > 0 && *length <= IPSECNIC_FAULT_FILE_MAX) {
        n = RETRY_ON_EINTR(read(fd, text + *length,
                                IPSECNIC_FAULT_FILE_MAX + 1 - *length));
        *length += MAX(n, 0);
    }
    if (n < 0) {
        error_setg_errno(errp, errno, "Could not read '%s'", path);
    } else if (*length > IPSECNIC_FAULT_FILE_MAX) {
        error_setg(errp, "'%s' is longer than %d bytes", path,
                   IPSECNIC_FAULT_FILE_MAX);
        n = -1;
    }
    qemu_close(fd);
    if (n < 0) {
        return NULL;
    }
    text[*length] = '\0';
    return g_steal_pointer(&text);
}

bool ipsecnic_fault_plan_load(const char *path, uint32_t queues,
                              IpsecnicFaultPlan **plan, Error **errp)
{
    g_autofree char *text = NULL;
    Error *err = NULL;
    size_t length;

    *plan = NULL;
    text = read_file(path, &length, errp);
    if (!text) {
        error_prepend(errp, "fault plan: ");
        return false;
    }
    if (!ipsecnic_fault_plan_parse(text, length, queues, plan, &err)) {
        error_propagate_prepend(errp, err, "fault plan '%s': ", path);
        return false;
    }
    return true;
}
