/* The loop of keyproof.objects.delta over a delta's instructions, compiled. That module is the reference and the way
   taken where this one was not built; for anything that is not as it should be `marked` returns None, and the reference
   says what is wrong. Every length and offset is checked before it is used. Format: gitformat-pack(5). */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

typedef struct {
    Py_ssize_t start, end, offset;
} copy_t;

typedef struct {
    copy_t *items;
    Py_ssize_t count, room;
} copies_t;

static int add_copy(copies_t *list, Py_ssize_t start, Py_ssize_t end, Py_ssize_t offset)
{
    if (list->count) {
        copy_t *last = &list->items[list->count - 1];
        if (last->end == start && last->offset + last->end - last->start == offset) {
            last->end = end;
            return 1;
        }
    }
    if (list->count == list->room) {
        Py_ssize_t room = list->room ? 2 * list->room : 32;
        copy_t *items = PyMem_Realloc(list->items, (size_t)room * sizeof(copy_t));
        if (!items)
            return 0;
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = (copy_t){start, end, offset};
    return 1;
}

/* One of the two lengths a delta begins with; -1 where it does not end or is out of all bounds. */
static Py_ssize_t length_at(const unsigned char **at, const unsigned char *end)
{
    unsigned long long value = 0;
    for (int shift = 0; *at < end && shift < 56; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (unsigned long long)(byte & 127) << shift;
        if (byte < 128)
            return (Py_ssize_t)value;
    }
    return -1;
}

/* Make the text in *out*; 1 where all was as it should be, 0 where it was not, -1 without memory. */
static int made(const char *base, Py_ssize_t base_size, const unsigned char *at, const unsigned char *end, char *out,
                Py_ssize_t size, Py_ssize_t least, copies_t *copies)
{
    Py_ssize_t done = 0;
    while (at < end) {
        unsigned char code = *at++;
        if (code > 127) {
            Py_ssize_t offset = 0, length = 0;
            for (int bit = 0; bit < 7; bit++)
                if (code >> bit & 1) {
                    if (at >= end)
                        return 0;
                    if (bit < 4)
                        offset |= (Py_ssize_t)*at++ << 8 * bit;
                    else
                        length |= (Py_ssize_t)*at++ << 8 * (bit - 4);
                }
            if (!length)
                length = 0x10000;
            if (offset > base_size || length > base_size - offset || length > size - done)
                return 0;
            memcpy(out + done, base + offset, (size_t)length);
            if (length > least && !add_copy(copies, done, done + length, offset))
                return -1;
            done += length;
        } else if (code) {
            if (code > end - at || code > size - done)
                return 0;
            memcpy(out + done, at, code);
            at += code;
            done += code;
        } else
            return 0;
    }
    return done == size;
}

static Py_ssize_t after(const char *text, Py_ssize_t start, Py_ssize_t end, long lines)
{
    Py_ssize_t at = start;
    for (long line = 0; line < lines; line++) {
        const char *found = memchr(text + at, '\n', (size_t)(end - at));
        if (!found)
            return end;
        at = found - text + 1;
    }
    return lines ? at : end;
}

static Py_ssize_t before(const char *text, Py_ssize_t start, Py_ssize_t end, long lines)
{
    Py_ssize_t at = end;
    for (long line = 0; line < lines; line++) {
        Py_ssize_t place = at - 1;
        while (place >= start && text[place] != '\n')
            place--;
        if (place < start)
            return start;
        at = place;
    }
    return lines ? at + 1 : start;
}

static int append(PyObject *list, PyObject *item)
{
    int good = item && PyList_Append(list, item) == 0;
    Py_XDECREF(item);
    return good;
}

static PyObject *parts_of(const char *text, Py_ssize_t size, Py_ssize_t base_size, const copies_t *copies,
                          Py_ssize_t around, long lines)
{
    PyObject *parts = PyList_New(0);
    Py_ssize_t at = 0;
    if (!parts)
        return NULL;
    for (Py_ssize_t row = 0; row < copies->count; row++) {
        copy_t c = copies->items[row];
        Py_ssize_t begin = 0, stop = c.end;
        if (c.start || c.offset)
            begin = after(text, c.start, around < c.end - c.start ? c.start + around : c.end, lines);
        if (c.end != size || c.offset + c.end - c.start != base_size) {
            Py_ssize_t low = around < c.end - c.start ? c.end - around : c.start;
            stop = before(text, low, c.end, lines);
        }
        if (begin < stop) {
            if (begin > at && !append(parts, Py_BuildValue("nn", at, begin)))
                goto fail;
            at = stop;
        }
    }
    if (at < size && !append(parts, Py_BuildValue("nn", at, size)))
        goto fail;
    {
        PyObject *out = PyList_AsTuple(parts);
        Py_DECREF(parts);
        return out;
    }
fail:
    Py_DECREF(parts);
    return NULL;
}

static PyObject *copies_of(const copies_t *copies)
{
    PyObject *out = PyTuple_New(copies->count);
    for (Py_ssize_t row = 0; out && row < copies->count; row++) {
        copy_t c = copies->items[row];
        PyObject *item = Py_BuildValue("nnn", c.start, c.end, c.offset);
        if (!item) {
            Py_DECREF(out);
            return NULL;
        }
        PyTuple_SetItem(out, row, item);
    }
    return out;
}

PyDoc_STRVAR(marked_doc,
"marked(base, delta, most, long, reach)\n--\n\n"
"Return (text, parts, copies) as keyproof.objects.delta.apply_marked does, or the text alone where *reach* is None.\n\n"
"None where *delta* is not sound or makes more than *most* bytes. Copies longer than *long* are listed.");

static PyObject *marked(PyObject *module, PyObject *args)
{
    PyObject *base_object, *delta_object, *reach, *text = NULL, *parts = NULL, *copied = NULL, *out = NULL;
    Py_ssize_t most, least_copy, around = 0, base_size, delta_size;
    long lines = 0;
    char *base, *delta;
    copies_t copies = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "SSnnO", &base_object, &delta_object, &most, &least_copy, &reach))
        return NULL;
    if (reach != Py_None && !PyArg_ParseTuple(reach, "nl", &around, &lines))
        return NULL;
    if (PyBytes_AsStringAndSize(base_object, &base, &base_size) || PyBytes_AsStringAndSize(delta_object, &delta, &delta_size))
        return NULL;
    const unsigned char *at = (const unsigned char *)delta, *end = at + delta_size;
    Py_ssize_t told_base = length_at(&at, end), size = length_at(&at, end);
    if (told_base != base_size || size < 0 || size > most || around < 0 || lines < 0)
        Py_RETURN_NONE;
    text = PyBytes_FromStringAndSize(NULL, size);
    if (!text)
        return NULL;
    char *target = PyBytes_AsString(text);
    int good = made(base, base_size, at, end, target, size, reach == Py_None ? PY_SSIZE_T_MAX : least_copy, &copies);
    if (good < 0)
        PyErr_NoMemory();
    else if (!good) {
        out = Py_None;
        Py_INCREF(out);
    } else if (reach == Py_None) {
        out = text;
        Py_INCREF(out);
    } else {
        parts = parts_of(target, size, base_size, &copies, around, lines);
        copied = parts ? copies_of(&copies) : NULL;
        if (copied)
            out = PyTuple_Pack(3, text, parts, copied);
        Py_XDECREF(parts);
        Py_XDECREF(copied);
    }
    Py_DECREF(text);
    PyMem_Free(copies.items);
    return out;
}

static PyMethodDef methods[] = {{"marked", marked, METH_VARARGS, marked_doc}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_delta", "Deltas of packs, compiled.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__delta(void)
{
    return PyModuleDef_Init(&definition);
}
