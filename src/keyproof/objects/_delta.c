/* The loops of keyproof.objects.delta, .pack and .packindex that run for every object of a history, compiled. Those modules
   are the reference and the way taken where this one was not built. What is not as it should be is not judged here:
   `marked` and `places` return None, `heads` lists the place, and the reference says what is wrong. Every length and
   offset is checked before it is used. Format: gitformat-pack(5). */

#include "_apply.h"

static PyObject *copies_of(const copies_t *copies)
{
    PyObject *out = PyTuple_New(copies->count);
    for (Py_ssize_t row = 0; out && row < copies->count; row++) {
        copy_t c = copies->items[row];
        PyObject *item = numbers_of((Py_ssize_t[]){c.start, c.end, c.offset}, 3);
        if (!item || PyTuple_SetItem(out, row, item)) {
            Py_DECREF(out);
            return NULL;
        }
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
    PyObject *told_by = PyTuple_New(6), *row = NULL;
    for (int which = 0; told_by && which < 6; which++) {
        PyObject *item = which < 5 ? PyLong_FromLongLong(told[which]) : PyBytes_FromStringAndSize("", 0);
        if (!item || PyTuple_SetItem(told_by, which, item))
            Py_CLEAR(told_by);
    }
    if (told_by)
        row = PyTuple_Pack(1, told_by);
    PyObject *head = row ? make((PyTypeObject *)type, row, NULL) : NULL;
    Py_XDECREF(told_by);
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

#define FAN 256

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The row of the id *name* among *names*, whose *fan* is in order; -1 where there is none. */
static Py_ssize_t row_of(const unsigned char *names, const uint32_t *fan, Py_ssize_t width, const char *name)
{
    unsigned char first = (unsigned char)name[0];
    Py_ssize_t low = first ? fan[first - 1] : 0, high = fan[first], end = high;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (memcmp(names + middle * width, name, (size_t)width) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && !memcmp(names + low * width, name, (size_t)width) ? low : -1;
}

/* Whether each id is greater than the one before and stands where *fan* says: a search then finds what a look at all does. */
static int is_in_order(const unsigned char *names, const uint32_t *fan, Py_ssize_t width, Py_ssize_t count)
{
    for (Py_ssize_t row = 0; row < count; row++) {
        const unsigned char *name = names + row * width;
        if (row >= (Py_ssize_t)fan[*name] || (*name && row < (Py_ssize_t)fan[*name - 1]))
            return 0;
        if (row && memcmp(name - width, name, (size_t)width) >= 0)
            return 0;
    }
    return 1;
}

PyDoc_STRVAR(places_doc,
"places(names, offsets, fan, wanted, is_few)\n--\n\n"
"Return {offset: id} of those of *wanted* among *names*, the ids in their order; *offsets* are 4 bytes each.\n\n"
"*fan* has the 32-bit numbers of ids up to each first byte. None where an offset is one of a table of larger ones or two\n"
"are the same, and where the tables do not fit; unless *is_few*, also where the ids are not in order.");

static PyObject *places(PyObject *module, PyObject *args)
{
    PyObject *wanted, *found = NULL, *names_of = NULL, *name;
    Py_buffer names, offsets, fan;
    int is_few;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*Op", &names, &offsets, &fan, &wanted, &is_few))
        return NULL;
    const uint32_t *numbers = fan.buf;
    Py_ssize_t count = offsets.len / 4, width = count ? names.len / count : 0;
    int odd = fan.len != FAN * (Py_ssize_t)sizeof(uint32_t) || numbers[FAN - 1] != count || names.len != count * width;
    for (int row = 1; !odd && row < FAN; row++)
        odd = numbers[row] < numbers[row - 1];
    odd = odd || (!is_few && !is_in_order(names.buf, numbers, width, count));
    if (!odd && (found = PyDict_New()))
        names_of = PyObject_GetIter(wanted);
    while (names_of && !odd && (name = PyIter_Next(names_of))) {
        char *text;
        Py_ssize_t size, row = -1;
        int good = !PyBytes_AsStringAndSize(name, &text, &size);
        if (good && count && size == width)
            row = row_of(names.buf, numbers, width, text);
        if (row >= 0) {
            uint32_t place = big_endian((const unsigned char *)offsets.buf + 4 * row);
            PyObject *key = PyLong_FromUnsignedLong(place);
            Py_ssize_t before = PyDict_Size(found);
            good = key && PyDict_SetItem(found, key, name) == 0;
            odd = place >> 31 || PyDict_Size(found) == before;
            Py_XDECREF(key);
        }
        Py_DECREF(name);
        if (!good)
            break;
    }
    Py_XDECREF(names_of);
    PyBuffer_Release(&names);
    PyBuffer_Release(&offsets);
    PyBuffer_Release(&fan);
    if (PyErr_Occurred() || odd)
        Py_CLEAR(found);
    if (PyErr_Occurred())
        return NULL;
    if (odd)
        Py_RETURN_NONE;
    return found;
}

static PyMethodDef methods[] = {
    {"marked", marked, METH_VARARGS, marked_doc},
    {"heads", heads, METH_VARARGS, heads_doc},
    {"places", places, METH_VARARGS, places_doc},
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
