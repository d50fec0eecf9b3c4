/* A pack told as a table: for each object its kind, its size, what it stands on and where its family begins.

   One row for each object, in the order of the pack. It is what keyproof.objects.survey works on: made in one pass over
   the headers, it needs no byte of the pack any more, and processes that part later share it. A header that is not of the
   plain sort (a delta on a name, something damaged) has a row of kind 0, and whoever meets it asks the reference in Python.
   Formats: gitformat-pack(5), "pack-*.pack files" and "Version 2 pack-*.idx". */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define HEADER_BYTES 64
#define OFFSET_DELTA 6

#include "_packs_table.h"
#include "_packs_ids.h"

PyDoc_STRVAR(order_doc,
"order(offsets, names, width)\n--\n\n"
"Return (starts, listed) of an index's table of 32-bit offsets: the offsets in order, 64 bits each, and the row of each.\n"
"None where two are the same, or where the ids are not in order.");

static PyObject *order(PyObject *module, PyObject *args)
{
    Py_buffer offsets, names;
    PyObject *starts = NULL, *listed = NULL, *out = NULL;
    Py_ssize_t width;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*n", &offsets, &names, &width))
        return NULL;
    Py_ssize_t count = offsets.len / 4;
    int sound = width > 0 && names.len / width == count;
    for (Py_ssize_t row = 1; sound && row < count; row++)
        sound = memcmp((const char *)names.buf + (row - 1) * width, (const char *)names.buf + row * width, (size_t)width) < 0;
    PyBuffer_Release(&names);
    uint64_t *from = PyMem_Malloc((size_t)(count ? count : 1) * 16), *to = from ? from + count : NULL;
    starts = PyBytes_FromStringAndSize(NULL, count * 8);
    listed = PyBytes_FromStringAndSize(NULL, count * 4);
    if (!from || !starts || !listed) {
        PyErr_NoMemory();
        goto done;
    }
    const unsigned char *raw = offsets.buf;
    for (Py_ssize_t row = 0; row < count; row++)
        from[row] = (uint64_t)number(raw + 4 * row) << 32 | (uint32_t)row;
    for (int shift = 32; shift < 64; shift += 11) {
        Py_ssize_t places[2048] = {0};
        for (Py_ssize_t row = 0; row < count; row++)
            places[from[row] >> shift & 2047]++;
        for (Py_ssize_t bucket = 0, sum = 0; bucket < 2048; bucket++) {
            Py_ssize_t here = places[bucket];
            places[bucket] = sum;
            sum += here;
        }
        for (Py_ssize_t row = 0; row < count; row++)
            to[places[from[row] >> shift & 2047]++] = from[row];
        uint64_t *other = from;
        from = to;
        to = other;
    }
    uint64_t *into = (uint64_t *)PyBytes_AsString(starts);
    uint32_t *rows = (uint32_t *)PyBytes_AsString(listed);
    for (Py_ssize_t row = 0; row < count; row++) {
        into[row] = from[row] >> 32;
        rows[row] = (uint32_t)from[row];
        sound &= !row || into[row] != into[row - 1];
    }
    out = sound ? PyTuple_Pack(2, starts, listed) : (Py_INCREF(Py_None), Py_None);
done:
    PyMem_Free(from < to ? from : to);
    Py_XDECREF(starts);
    Py_XDECREF(listed);
    PyBuffer_Release(&offsets);
    return out;
}

/* Fill the row of the object that begins at starts[at]; 0 where its header is not of the plain sort. */
static int header(const unsigned char *data, const uint64_t *starts, Py_ssize_t at, const row_t *rows, row_t *told)
{
    uint64_t offset = starts[at], end = starts[at + 1];
    if (end <= offset) /* two objects at one place have nothing between them */
        return 0;
    const unsigned char *place = data + offset;
    const unsigned char *stop = place + (end - offset < HEADER_BYTES ? end - offset : HEADER_BYTES);
    unsigned char byte = *place++;
    int kind = byte >> 4 & 7, shift = 4;
    uint64_t size = byte & 15, back = 0;
    while (byte > 127) {
        if (place >= stop || shift > 53)
            return 0;
        byte = *place++;
        size |= (uint64_t)(byte & 127) << shift;
        shift += 7;
    }
    if (kind == OFFSET_DELTA) {
        if (place >= stop)
            return 0;
        byte = *place++;
        back = byte & 127;
        while (byte > 127) {
            if (place >= stop || back >> 48)
                return 0;
            byte = *place++;
            back = (back + 1) << 7 | (byte & 127);
        }
        Py_ssize_t base = back && back <= offset ? row_at(starts, at, offset - back) : -1;
        if (base < 0)
            return 0;
        told->base = (uint32_t)base;
        told->root = rows[base].root;
    } else if (kind < 1 || kind > 4)
        return 0;
    told->size = size;
    told->kind = (uint8_t)kind;
    told->header = (uint8_t)(place - data - offset);
    return 1;
}

PyDoc_STRVAR(survey_doc,
"survey(data, starts, listed, table, first, last)\n--\n\n"
"Fill the rows *first* to *last* of *table*, a bytearray of ROW bytes for each object of the pack *data*.\n\n"
"*starts* are the 64-bit places where objects begin, in order, and last where they end; *listed* as `order` gives it.\n"
"The rows before *first* must have been filled.");

static PyObject *survey(PyObject *module, PyObject *args)
{
    Py_buffer data, starts, listed, table;
    Py_ssize_t first, last;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*w*nn", &data, &starts, &listed, &table, &first, &last))
        return NULL;
    Py_ssize_t count = table.len / (Py_ssize_t)sizeof(row_t);
    const uint64_t *places = starts.buf;
    int good = count < NONE && starts.len == (count + 1) * 8 && listed.len == count * 4 && first >= 0 && last <= count &&
               places[count] <= (uint64_t)data.len;
    for (Py_ssize_t at = first; good && at < last; at++) {
        row_t told = {0, NONE, (uint32_t)at, ((const uint32_t *)listed.buf)[at], 0, 0, 0};
        if (places[at + 1] > places[count] || !header(data.buf, places, at, table.buf, &told))
            told.kind = 0;
        ((row_t *)table.buf)[at] = told;
    }
    PyBuffer_Release(&data);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&listed);
    PyBuffer_Release(&table);
    if (!good) {
        PyErr_SetString(PyExc_ValueError, "a table and its pack do not agree");
        return NULL;
    }
    Py_RETURN_NONE;
}

/* Enter the head of one row into *known*; 0 on error. */
static int enter(const table_t *table, Py_ssize_t row, PyObject *key, PyObject *known, PyObject *type, newfunc make)
{
    const row_t *told = table->rows + row;
    uint64_t offset = table->starts[row];
    unsigned long long base = told->base == NONE ? 0 : table->starts[told->base];
    PyObject *values = Py_BuildValue("((iKKKKy#))", told->kind, (unsigned long long)told->size,
                                     (unsigned long long)(offset + told->header),
                                     (unsigned long long)table->starts[row + 1], base, "", (Py_ssize_t)0);
    PyObject *head = values ? make((PyTypeObject *)type, values, NULL) : NULL;
    int good = head && PyDict_SetItem(known, key, head) == 0;
    Py_XDECREF(values);
    Py_XDECREF(head);
    return good;
}

PyDoc_STRVAR(heads_doc,
"heads(table, starts, offsets, known, kind)\n--\n\n"
"Enter the heads of what begins at *offsets*, and of all that it stands on, into *known*.\n\n"
"Return the offsets that are for keyproof.objects.pack.Pack.head to read: deltas on names, and what is not sound.\n"
"*kind* is keyproof.objects.pack.Head.");

static PyObject *heads(PyObject *module, PyObject *args)
{
    PyObject *rows, *starts, *offsets, *known, *type, *left = NULL;
    table_t table;
    (void)module;
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    if (!PyArg_ParseTuple(args, "OOO!O!O", &rows, &starts, &PyList_Type, &offsets, &PyDict_Type, &known, &type))
        return NULL;
    if (!PyType_Check(type) || !PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "heads are named tuples");
        return NULL;
    }
    if (!opened(&table, rows, starts))
        return NULL;
    left = PyList_New(0);
    for (Py_ssize_t at = 0; left && at < PyList_Size(offsets); at++) {
        PyObject *key = PyList_GetItem(offsets, at);
        Py_XINCREF(key);
        uint64_t offset = key ? PyLong_AsUnsignedLongLong(key) : 0;
        Py_ssize_t row = key && !PyErr_Occurred() ? row_at(table.starts, table.count, offset) : -1;
        int good = key && !PyErr_Occurred();
        /* Down to what is known: each step goes to a lower row, so it ends. */
        while (good && key) {
            PyObject *found = PyDict_GetItemWithError(known, key);
            if (found || PyErr_Occurred()) {
                good = found != NULL;
                break;
            }
            if (row < 0 || !table.rows[row].kind) {
                good = PyList_Append(left, key) == 0;
                break;
            }
            good = enter(&table, row, key, known, type, make);
            row = table.rows[row].base;
            Py_DECREF(key);
            key = NULL;
            if (good && row != NONE && !(key = PyLong_FromUnsignedLongLong(table.starts[row])))
                good = 0;
        }
        Py_XDECREF(key);
        if (!good)
            Py_CLEAR(left);
    }
    close_table(&table);
    return left;
}

static PyMethodDef methods[] = {
    {"order", order, METH_VARARGS, order_doc},
    {"survey", survey, METH_VARARGS, survey_doc},
    {"heads", heads, METH_VARARGS, heads_doc},
    {"families", families, METH_VARARGS, families_doc},
    {"others", others, METH_VARARGS, others_doc},
    {"find", find, METH_VARARGS, find_doc},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module)
{
    return PyModule_AddIntConstant(module, "ROW", (long)sizeof(row_t));
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)fill},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_packs", "Packs and their indexes as tables, compiled.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__packs(void)
{
    return PyModuleDef_Init(&definition);
}
