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
#define BLOB 3
#define OFFSET_DELTA 6
#define NONE UINT32_MAX

typedef struct {
    uint64_t size;
    uint32_t base, root; /* rows; base is NONE where it stands on nothing, root is its own row then */
    uint32_t listed;     /* row of the index */
    uint8_t kind, header;
    uint16_t unused;
} row_t;

typedef struct {
    const row_t *rows;
    const uint64_t *starts; /* one more than rows: the last says where the objects end */
    Py_ssize_t count;
    Py_buffer table_buffer, starts_buffer;
} table_t;

static uint32_t number(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The row whose object begins at *offset*, or -1. */
static Py_ssize_t row_at(const uint64_t *starts, Py_ssize_t count, uint64_t offset)
{
    Py_ssize_t low = 0, high = count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (starts[middle] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && starts[low] == offset ? low : -1;
}

PyDoc_STRVAR(order_doc,
"order(offsets)\n--\n\n"
"Return (starts, listed) of an index's table of 32-bit offsets: the offsets in order, 64 bits each, and the row of each.");

static PyObject *order(PyObject *module, PyObject *args)
{
    Py_buffer offsets;
    PyObject *starts = NULL, *listed = NULL, *out = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*", &offsets))
        return NULL;
    Py_ssize_t count = offsets.len / 4;
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
    }
    out = PyTuple_Pack(2, starts, listed);
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

static int opened(table_t *table, PyObject *rows, PyObject *starts)
{
    if (PyObject_GetBuffer(rows, &table->table_buffer, PyBUF_SIMPLE))
        return 0;
    if (PyObject_GetBuffer(starts, &table->starts_buffer, PyBUF_SIMPLE)) {
        PyBuffer_Release(&table->table_buffer);
        return 0;
    }
    table->rows = table->table_buffer.buf;
    table->starts = table->starts_buffer.buf;
    table->count = table->table_buffer.len / (Py_ssize_t)sizeof(row_t);
    if (table->starts_buffer.len == (table->count + 1) * 8)
        return 1;
    PyErr_SetString(PyExc_ValueError, "a table and its pack do not agree");
    PyBuffer_Release(&table->table_buffer);
    PyBuffer_Release(&table->starts_buffer);
    return 0;
}

static void close_table(table_t *table)
{
    PyBuffer_Release(&table->table_buffer);
    PyBuffer_Release(&table->starts_buffer);
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

PyDoc_STRVAR(families_doc,
"families(table, starts, found, costs)\n--\n\n"
"Return [(-cost, id, offsets)] of what of *found*, {offset: id}, stands on one object each; None where that is not plain.\n\n"
"The id is that of the first, the offsets are in order; *costs* are those of a delta and of a whole object beyond bytes.");

static PyObject *families(PyObject *module, PyObject *args)
{
    PyObject *rows, *starts, *found, *out = NULL, *name;
    table_t table;
    long long delta_cost, whole_cost;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOO!(LL)", &rows, &starts, &PyDict_Type, &found, &delta_cost, &whole_cost))
        return NULL;
    if (!opened(&table, rows, starts))
        return NULL;
    size_t room = (size_t)(table.count ? table.count : 1);
    unsigned char *wanted = PyMem_Calloc(room, 1);
    PyObject **members = PyMem_Calloc(room, sizeof(PyObject *)); /* by root: borrowed from *out* */
    long long *weights = PyMem_Calloc(room, sizeof(long long));
    if (!wanted || !members || !weights) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t place = 0;
    PyObject *key;
    while (PyDict_Next(found, &place, &key, &name)) {
        Py_ssize_t row = row_at(table.starts, table.count, PyLong_AsUnsignedLongLong(key));
        if (PyErr_Occurred())
            goto done;
        if (row < 0 || !table.rows[table.rows[row].root].kind || !table.rows[row].kind) {
            out = Py_None;
            Py_INCREF(out);
            goto done;
        }
        wanted[row] = 1;
    }
    out = PyList_New(0);
    for (Py_ssize_t row = 0; out && row < table.count; row++) {
        if (!wanted[row])
            continue;
        const row_t *told = table.rows + row;
        uint64_t packed = table.starts[row + 1] - table.starts[row] - told->header, size = told->size;
        if (size >> 36)
            size = (uint64_t)1 << 36;
        if (told->base != NONE)
            weights[told->root] += delta_cost + (long long)(size * 3 / 2);
        else /* What hardly shrinks is a picture or an archive: it is unpacked, not searched. */
            weights[told->root] += whole_cost + (long long)(size * 7 < packed * 8 ? size * 3 / 10 : size);
        PyObject *offset = PyLong_FromUnsignedLongLong(table.starts[row]);
        name = offset ? PyDict_GetItemWithError(found, offset) : NULL;
        int good = name != NULL;
        if (good && !members[told->root]) {
            PyObject *listed = PyList_New(0), *family = NULL, *at = PyLong_FromLong((long)told->root);
            if (listed && at)
                family = PyList_New(0);
            good = family && !PyList_Append(family, at) && !PyList_Append(family, name) && !PyList_Append(family, listed) &&
                   !PyList_Append(out, family);
            members[told->root] = listed;
            Py_XDECREF(listed);
            Py_XDECREF(at);
            Py_XDECREF(family);
        }
        good = good && PyList_Append(members[told->root], offset) == 0;
        Py_XDECREF(offset);
        if (!good)
            Py_CLEAR(out);
    }
    /* Each family as a tuple, its root's row replaced by what it costs. */
    for (Py_ssize_t at = 0; out && at < PyList_Size(out); at++) {
        PyObject *family = PyList_GetItem(out, at);
        long root = PyLong_AsLong(PyList_GetItem(family, 0));
        PyObject *made = Py_BuildValue("LOO", -weights[root], PyList_GetItem(family, 1), PyList_GetItem(family, 2));
        if (!made || PyList_SetItem(out, at, made))
            Py_CLEAR(out);
    }
done:
    PyMem_Free(wanted);
    PyMem_Free(members);
    PyMem_Free(weights);
    close_table(&table);
    return out;
}

PyDoc_STRVAR(others_doc,
"others(table, starts, names, width, known)\n--\n\n"
"Return {kind: [id]} of the commits, blobs and tags whose ids, *names* by the row of the index, are not in the set *known*.\n\n"
"None where the kind of an object cannot be told from the table.");

static PyObject *others(PyObject *module, PyObject *args)
{
    PyObject *rows, *starts, *known, *out = NULL, *lists[5] = {NULL, NULL, NULL, NULL, NULL};
    Py_buffer names;
    Py_ssize_t width;
    table_t table;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOy*nO", &rows, &starts, &names, &width, &known))
        return NULL;
    if (!opened(&table, rows, starts)) {
        PyBuffer_Release(&names);
        return NULL;
    }
    if (!(out = PyDict_New()))
        goto done;
    for (Py_ssize_t row = 0; row < table.count; row++) {
        const row_t *told = table.rows + row;
        int kind = told->kind ? table.rows[told->root].kind : 0;
        if (kind == 2)
            continue;
        if (!kind || kind > 4 || (told->listed + 1) * width > names.len) {
            Py_DECREF(out);
            out = Py_None;
            Py_INCREF(out);
            goto done;
        }
        PyObject *name = PyBytes_FromStringAndSize((const char *)names.buf + told->listed * width, width);
        int has = name && kind == BLOB ? PySet_Contains(known, name) : 0;
        int good = name && has >= 0;
        if (good && !has) {
            if (!lists[kind]) {
                PyObject *key = PyLong_FromLong(kind);
                lists[kind] = PyList_New(0);
                good = key && lists[kind] && PyDict_SetItem(out, key, lists[kind]) == 0;
                Py_XDECREF(key);
                Py_XDECREF(lists[kind]); /* the dict has it */
            }
            good = good && PyList_Append(lists[kind], name) == 0;
        }
        Py_XDECREF(name);
        if (!good) {
            Py_CLEAR(out);
            goto done;
        }
    }
done:
    PyBuffer_Release(&names);
    close_table(&table);
    return out;
}

PyDoc_STRVAR(find_doc,
"find(names, width, fan, offsets, wanted)\n--\n\n"
"Return {offset: id} of the ids *wanted*, a list or a set, that are among *names*, the ids of an index in their order.\n\n"
"*fan* is its fan-out table and *offsets* its table of 32-bit offsets, both as they stand in the file.");

static PyObject *find(PyObject *module, PyObject *args)
{
    Py_buffer names, fan, offsets;
    PyObject *wanted, *each = NULL, *out = NULL, *name;
    Py_ssize_t width;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*ny*y*O", &names, &width, &fan, &offsets, &wanted))
        return NULL;
    Py_ssize_t count = offsets.len / 4;
    if (width < 1 || names.len != count * width || fan.len != 1024) {
        PyErr_SetString(PyExc_ValueError, "an index has parts that do not agree");
        goto done;
    }
    out = PyDict_New();
    each = out ? PyObject_GetIter(wanted) : NULL;
    if (!each)
        Py_CLEAR(out);
    while (out && (name = PyIter_Next(each))) {
        char *raw;
        Py_ssize_t size;
        int good = PyBytes_AsStringAndSize(name, &raw, &size) == 0;
        if (good && size == width) {
            unsigned char start = (unsigned char)raw[0];
            Py_ssize_t low = start ? number((const unsigned char *)fan.buf + 4 * (start - 1)) : 0;
            Py_ssize_t high = number((const unsigned char *)fan.buf + 4 * start), stop;
            if (high > count)
                high = count;
            stop = high;
            while (low < high) {
                Py_ssize_t middle = low + (high - low) / 2;
                if (memcmp((const char *)names.buf + middle * width, raw, (size_t)width) < 0)
                    low = middle + 1;
                else
                    high = middle;
            }
            if (low < stop && !memcmp((const char *)names.buf + low * width, raw, (size_t)width)) {
                PyObject *offset = PyLong_FromUnsignedLong(number((const unsigned char *)offsets.buf + 4 * low));
                good = offset && PyDict_SetItem(out, offset, name) == 0;
                Py_XDECREF(offset);
            }
        }
        Py_DECREF(name);
        if (!good)
            Py_CLEAR(out);
    }
    if (PyErr_Occurred())
        Py_CLEAR(out);
done:
    Py_XDECREF(each);
    PyBuffer_Release(&names);
    PyBuffer_Release(&fan);
    PyBuffer_Release(&offsets);
    return out;
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
