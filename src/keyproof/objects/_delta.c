/* The loops of keyproof.objects.delta and .pack that run for every object of a history, compiled. Those modules are the
   reference and the way taken where this one was not built. What is not as it should be is not judged here: `marked`
   returns None, `heads` lists the place, and the reference says what is wrong. Every length and offset is checked before
   it is used. Format: gitformat-pack(5). */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
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

/* What a copy's first byte says of the bytes behind it, where those present are the low ones of offset and length. */
typedef struct {
    uint32_t offset_mask, length_mask;
    unsigned char step, offset_bits, plain;
} layout_t;

static layout_t layouts[128];

static void fill_layouts(void)
{
    for (int code = 0; code < 128; code++) {
        int offsets = 0, lengths = 0;
        while (offsets < 4 && code >> offsets & 1)
            offsets++;
        while (lengths < 3 && code >> (4 + lengths) & 1)
            lengths++;
        int low = ((1 << offsets) - 1) | ((1 << lengths) - 1) << 4;
        layouts[code] = (layout_t){
            (uint32_t)((1ULL << 8 * offsets) - 1), (uint32_t)((1ULL << 8 * lengths) - 1),
            (unsigned char)(offsets + lengths), (unsigned char)(8 * offsets), code == low,
        };
    }
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LITTLE 1
#else
#define LITTLE 0
#endif

#define BLOCK 32

/* Copy *length* bytes, most often few: whole blocks are moved at once where there is *room* on both sides for more. */
static inline void move(char *to, const char *from, Py_ssize_t length, Py_ssize_t room)
{
    if (length <= 4 * BLOCK && room >= 4 * BLOCK) {
        memcpy(to, from, BLOCK);
        if (length > BLOCK) {
            memcpy(to + BLOCK, from + BLOCK, BLOCK);
            if (length > 2 * BLOCK) {
                memcpy(to + 2 * BLOCK, from + 2 * BLOCK, BLOCK);
                memcpy(to + 3 * BLOCK, from + 3 * BLOCK, BLOCK);
            }
        }
    } else {
        /* The pointer keeps compilers from making a slow loop of it for the short lengths of insertions. */
        void *(*volatile plainly)(void *, const void *, size_t) = memcpy;
        plainly(to, from, (size_t)length);
    }
}

static inline Py_ssize_t lesser(Py_ssize_t a, Py_ssize_t b)
{
    return a < b ? a : b;
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
            layout_t layout = layouts[code & 127];
            if (LITTLE && layout.plain && end - at >= 8) {
                uint64_t value;
                memcpy(&value, at, 8);
                offset = (Py_ssize_t)(value & layout.offset_mask);
                length = (Py_ssize_t)(value >> layout.offset_bits & layout.length_mask);
                at += layout.step;
            } else
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
            move(out + done, base + offset, length, lesser(base_size - offset, size - done));
            if (length > least && !add_copy(copies, done, done + length, offset))
                return -1;
            done += length;
        } else if (code) {
            if (code > end - at || code > size - done)
                return 0;
            move(out + done, (const char *)at, code, lesser(end - at, size - done));
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

#define HEADER_BYTES 64
#define OFFSET_DELTA 6

typedef struct {
    const unsigned char *data;
    const uint64_t *starts;
    Py_ssize_t size, count;
} pack_t;

/* The header at *offset*; 0 where it is not one of the plain sort, which is for the reference to look into. */
static int header(const pack_t *pack, uint64_t offset, long long told[5])
{
    Py_ssize_t low = 0, high = pack->count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (pack->starts[middle] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    /* The last of the starts is where the objects end. Two objects at one place have nothing between them. */
    if (low >= pack->count - 1 || pack->starts[low] != offset)
        return 0;
    uint64_t end = pack->starts[low + 1];
    if (end <= offset || end > (uint64_t)pack->size)
        return 0;
    const unsigned char *at = pack->data + offset;
    const unsigned char *stop = at + (end - offset < HEADER_BYTES ? end - offset : HEADER_BYTES);
    unsigned char byte = *at++;
    int kind = byte >> 4 & 7, shift = 4;
    unsigned long long size = byte & 15, back = 0;
    while (byte > 127) {
        if (at >= stop || shift > 53)
            return 0;
        byte = *at++;
        size |= (unsigned long long)(byte & 127) << shift;
        shift += 7;
    }
    if (kind == OFFSET_DELTA) {
        if (at >= stop)
            return 0;
        byte = *at++;
        back = byte & 127;
        while (byte > 127) {
            if (at >= stop || back >> 48)
                return 0;
            byte = *at++;
            back = (back + 1) << 7 | (byte & 127);
        }
        if (!back || back > offset || offset - back < 12)
            return 0;
    } else if (kind < 1 || kind > 4)
        return 0;
    told[0] = kind;
    told[1] = (long long)size;
    told[2] = (long long)(at - pack->data);
    told[3] = (long long)end;
    told[4] = back ? (long long)(offset - back) : 0;
    return 1;
}

/* Enter the head of *key* into *known*, or *key* into *left*. Returns where its base begins, 0 for none, -1 on error. */
static long long enter(const pack_t *pack, PyObject *key, PyObject *known, PyObject *left, PyObject *type, newfunc make)
{
    long long told[5];
    uint64_t offset = PyLong_AsUnsignedLongLong(key);
    if (PyErr_Occurred())
        return -1;
    if (!header(pack, offset, told))
        return PyList_Append(left, key) ? -1 : 0;
    PyObject *row = Py_BuildValue("((LLLLLy#))", told[0], told[1], told[2], told[3], told[4], "", (Py_ssize_t)0);
    PyObject *head = row ? make((PyTypeObject *)type, row, NULL) : NULL;
    int good = head && PyDict_SetItem(known, key, head) == 0;
    Py_XDECREF(row);
    Py_XDECREF(head);
    return good ? told[4] : -1;
}

PyDoc_STRVAR(heads_doc,
"heads(data, starts, offsets, known, kind)\n--\n\n"
"Enter the heads of what begins at *offsets* of the pack *data*, and of all that it stands on, into *known*.\n\n"
"Return the offsets that are for keyproof.objects.pack.Pack.head to read: deltas on names, and what is not sound.\n"
"*starts* are the 64-bit places where objects begin, in order, and last where they end; *kind* is keyproof.objects.pack.Head.");

static PyObject *heads(PyObject *module, PyObject *args)
{
    PyObject *offsets, *known, *type, *left = NULL;
    Py_buffer data, starts;
    (void)module;
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    if (!PyArg_ParseTuple(args, "y*y*O!O!O", &data, &starts, &PyList_Type, &offsets, &PyDict_Type, &known, &type))
        return NULL;
    pack_t pack = {data.buf, starts.buf, data.len, starts.len / (Py_ssize_t)sizeof(uint64_t)};
    if (!PyType_Check(type) || !PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "heads are named tuples");
        goto done;
    }
    left = PyList_New(0);
    for (Py_ssize_t row = 0; left && row < PyList_Size(offsets); row++) {
        PyObject *key = PyList_GetItem(offsets, row);
        Py_XINCREF(key);
        /* Down to what is known: each step goes to a lower offset, so it ends. */
        while (key) {
            PyObject *found = PyDict_GetItemWithError(known, key);
            long long base = found ? 0 : PyErr_Occurred() ? -1 : enter(&pack, key, known, left, type, make);
            Py_DECREF(key);
            key = base > 0 ? PyLong_FromLongLong(base) : NULL;
            if (base < 0 || (base > 0 && !key))
                Py_CLEAR(left);
        }
    }
done:
    PyBuffer_Release(&data);
    PyBuffer_Release(&starts);
    return left;
}

static PyMethodDef methods[] = {
    {"marked", marked, METH_VARARGS, marked_doc},
    {"heads", heads, METH_VARARGS, heads_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_delta", "Packs and their deltas, compiled.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__delta(void)
{
    fill_layouts();
    return PyModuleDef_Init(&definition);
}
