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

/* The ids of an index: where they stand in its file, and where those begin that start with one byte. */
typedef struct {
    const unsigned char *names, *fan;
    Py_ssize_t width, count;
    Py_buffer names_buffer, fan_buffer;
} ids_t;

static int open_ids(ids_t *ids, PyObject *names, PyObject *fan, Py_ssize_t width, Py_ssize_t count)
{
    if (PyObject_GetBuffer(names, &ids->names_buffer, PyBUF_SIMPLE))
        return 0;
    if (PyObject_GetBuffer(fan, &ids->fan_buffer, PyBUF_SIMPLE)) {
        PyBuffer_Release(&ids->names_buffer);
        return 0;
    }
    *ids = (ids_t){ids->names_buffer.buf, ids->fan_buffer.buf, width, count, ids->names_buffer, ids->fan_buffer};
    if (width > 0 && width <= 32 && ids->names_buffer.len == count * width && ids->fan_buffer.len == 1024)
        return 1;
    PyErr_SetString(PyExc_ValueError, "an index has parts that do not agree");
    PyBuffer_Release(&ids->names_buffer);
    PyBuffer_Release(&ids->fan_buffer);
    return 0;
}

static void close_ids(ids_t *ids)
{
    PyBuffer_Release(&ids->names_buffer);
    PyBuffer_Release(&ids->fan_buffer);
}

/* The row of one id in its index, or -1. */
static Py_ssize_t listed_at(const ids_t *ids, const unsigned char *name)
{
    Py_ssize_t low = name[0] ? number(ids->fan + 4 * (name[0] - 1)) : 0, high = number(ids->fan + 4 * name[0]), stop;
    if (high > ids->count)
        high = ids->count;
    stop = high;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (memcmp(ids->names + middle * ids->width, name, (size_t)ids->width) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < stop && !memcmp(ids->names + low * ids->width, name, (size_t)ids->width) ? low : -1;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The row in its index of an id as text; -1 where it is not there, -2 on error. */
static Py_ssize_t listed_as(const ids_t *ids, PyObject *text)
{
    unsigned char name[32];
    Py_ssize_t size;
    const char *raw = PyUnicode_AsUTF8AndSize(text, &size);
    if (!raw)
        return -2;
    if (size != 2 * ids->width)
        return -1;
    for (Py_ssize_t at = 0; at < ids->width; at++) {
        int high = digit(raw[2 * at]), low = digit(raw[2 * at + 1]);
        if (high < 0 || low < 0)
            return -1;
        name[at] = (unsigned char)(high << 4 | low);
    }
    return listed_at(ids, name);
}

/* Mark the rows of the index in which *wanted*, an iterable of ids as text, stand; those of no row go to *left*, if any. */
static unsigned char *marked(const ids_t *ids, PyObject *wanted, PyObject *left)
{
    unsigned char *marks = PyMem_Calloc((size_t)(ids->count ? ids->count : 1), 1);
    PyObject *each = marks ? PyObject_GetIter(wanted) : PyErr_NoMemory(), *text;
    while (each && (text = PyIter_Next(each))) {
        Py_ssize_t row = listed_as(ids, text);
        int good = row != -2;
        if (row >= 0)
            marks[row] = 1;
        else if (good && left)
            good = PyList_Append(left, text) == 0;
        Py_DECREF(text);
        if (!good)
            Py_CLEAR(each);
    }
    Py_XDECREF(each);
    if (PyErr_Occurred()) {
        PyMem_Free(marks);
        return NULL;
    }
    return marks;
}

PyDoc_STRVAR(families_doc,
"families(table, starts, names, fan, width, wanted, costs)\n--\n\n"
"Return ([(-cost, id, {offset: id})], left): what of *wanted*, ids as text, stands on one object each, and what is not here.\n\n"
"The first id is that of the first object, the offsets are in order; *costs* are those of a delta and of a whole object\n"
"beyond its bytes. *names* and *fan* are tables of the index, of ids *width* bytes long. None where it is not plain.");

static PyObject *families(PyObject *module, PyObject *args)
{
    PyObject *rows, *starts, *names, *fan, *wanted, *list = NULL, *left = NULL, *out = NULL;
    PyObject **members = NULL; /* by the row of the root: borrowed from *list* */
    unsigned char *marks = NULL;
    long long *weights = NULL, delta_cost, whole_cost;
    Py_ssize_t width;
    table_t table;
    ids_t ids;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOnO(LL)", &rows, &starts, &names, &fan, &width, &wanted, &delta_cost, &whole_cost))
        return NULL;
    if (!opened(&table, rows, starts))
        return NULL;
    if (!open_ids(&ids, names, fan, width, table.count)) {
        close_table(&table);
        return NULL;
    }
    size_t room = (size_t)(table.count ? table.count : 1);
    list = PyList_New(0);
    left = PyList_New(0);
    members = PyMem_Calloc(room, sizeof(PyObject *));
    weights = PyMem_Calloc(room, sizeof(long long));
    marks = left ? marked(&ids, wanted, left) : NULL;
    if (!marks || !list || !members || !weights) {
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t row = 0; row < table.count; row++) {
        const row_t *told = table.rows + row;
        if (told->listed >= (uint32_t)table.count || !marks[told->listed])
            continue;
        if (!told->kind || !table.rows[told->root].kind) {
            out = Py_None;
            Py_INCREF(out);
            goto done;
        }
        uint64_t packed = table.starts[row + 1] - table.starts[row] - told->header, size = told->size;
        if (size >> 36)
            size = (uint64_t)1 << 36;
        if (told->base != NONE)
            weights[told->root] += delta_cost + (long long)(size * 3 / 2);
        else /* What hardly shrinks is a picture or an archive: it is unpacked, not searched. */
            weights[told->root] += whole_cost + (long long)(size * 7 < packed * 8 ? size * 3 / 10 : size);
        PyObject *offset = PyLong_FromUnsignedLongLong(table.starts[row]);
        PyObject *name = PyBytes_FromStringAndSize((const char *)ids.names + told->listed * width, width);
        int good = offset && name;
        if (good && !members[told->root]) {
            PyObject *found = PyDict_New();
            PyObject *family = found ? Py_BuildValue("[lOO]", (long)told->root, name, found) : NULL;
            good = family && PyList_Append(list, family) == 0;
            members[told->root] = found;
            Py_XDECREF(found);
            Py_XDECREF(family);
        }
        good = good && PyDict_SetItem(members[told->root], offset, name) == 0;
        Py_XDECREF(offset);
        Py_XDECREF(name);
        if (!good)
            goto done;
    }
    /* Each family as a tuple, its root's row replaced by what it costs. */
    for (Py_ssize_t at = 0; at < PyList_Size(list); at++) {
        PyObject *family = PyList_GetItem(list, at);
        long root = PyLong_AsLong(PyList_GetItem(family, 0));
        PyObject *made = Py_BuildValue("LOO", -weights[root], PyList_GetItem(family, 1), PyList_GetItem(family, 2));
        if (!made || PyList_SetItem(list, at, made))
            goto done;
    }
    out = PyTuple_Pack(2, list, left);
done:
    Py_XDECREF(list);
    Py_XDECREF(left);
    PyMem_Free(marks);
    PyMem_Free(members);
    PyMem_Free(weights);
    close_ids(&ids);
    close_table(&table);
    return out;
}

static PyObject *as_text(const unsigned char *name, Py_ssize_t width)
{
    char text[64];
    for (Py_ssize_t at = 0; at < width; at++) {
        text[2 * at] = "0123456789abcdef"[name[at] >> 4];
        text[2 * at + 1] = "0123456789abcdef"[name[at] & 15];
    }
    return PyUnicode_FromStringAndSize(text, 2 * width);
}

PyDoc_STRVAR(others_doc,
"others(table, starts, names, fan, width, known)\n--\n\n"
"Return {kind: [id]} of the commits, blobs and tags that are not among *known*; all ids as text.\n\n"
"*names* and *fan* are tables of the index, of ids *width* bytes long. None where the table cannot tell a kind.");

static PyObject *others(PyObject *module, PyObject *args)
{
    PyObject *rows, *starts, *names, *fan, *known, *lists[5] = {NULL, NULL, NULL, NULL, NULL}, *out = NULL;
    unsigned char *marks = NULL;
    Py_ssize_t width;
    table_t table;
    ids_t ids;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOnO", &rows, &starts, &names, &fan, &width, &known) || !opened(&table, rows, starts))
        return NULL;
    if (!open_ids(&ids, names, fan, width, table.count)) {
        close_table(&table);
        return NULL;
    }
    marks = marked(&ids, known, NULL);
    out = marks ? PyDict_New() : NULL;
    for (Py_ssize_t row = 0; out && row < table.count; row++) {
        const row_t *told = table.rows + row;
        int kind = told->kind ? table.rows[told->root].kind : 0;
        if (kind == 2)
            continue;
        if (!kind || kind > 4 || told->listed >= (uint32_t)table.count) {
            Py_DECREF(out);
            out = Py_None;
            Py_INCREF(out);
            break;
        }
        if (marks[told->listed])
            continue;
        if (!lists[kind]) {
            PyObject *key = PyLong_FromLong(kind), *list = PyList_New(0);
            if (key && list && !PyDict_SetItem(out, key, list))
                lists[kind] = list; /* the dict has it */
            Py_XDECREF(key);
            Py_XDECREF(list);
        }
        PyObject *text = lists[kind] ? as_text(ids.names + told->listed * width, width) : NULL;
        if (!text || PyList_Append(lists[kind], text))
            Py_CLEAR(out);
        Py_XDECREF(text);
    }
    PyMem_Free(marks);
    close_ids(&ids);
    close_table(&table);
    return out;
}

PyDoc_STRVAR(find_doc,
"find(names, fan, width, offsets, wanted)\n--\n\n"
"Return {offset: id} of those of *wanted*, an iterable of ids, that are in an index.\n\n"
"*names*, *fan* and *offsets* are its tables as they stand in the file, of ids *width* bytes long and of 32-bit offsets.");

static PyObject *find(PyObject *module, PyObject *args)
{
    Py_buffer offsets;
    PyObject *names, *fan, *wanted, *each = NULL, *out = NULL, *name;
    Py_ssize_t width;
    ids_t ids;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOny*O", &names, &fan, &width, &offsets, &wanted))
        return NULL;
    if (!open_ids(&ids, names, fan, width, offsets.len / 4)) {
        PyBuffer_Release(&offsets);
        return NULL;
    }
    out = PyDict_New();
    each = out ? PyObject_GetIter(wanted) : NULL;
    while (each && (name = PyIter_Next(each))) {
        char *raw;
        Py_ssize_t size, row = -1;
        int good = PyBytes_AsStringAndSize(name, &raw, &size) == 0;
        if (good && size == width)
            row = listed_at(&ids, (const unsigned char *)raw);
        if (row >= 0) {
            PyObject *offset = PyLong_FromUnsignedLong(number((const unsigned char *)offsets.buf + 4 * row));
            good = offset && PyDict_SetItem(out, offset, name) == 0;
            Py_XDECREF(offset);
        }
        Py_DECREF(name);
        if (!good)
            Py_CLEAR(each);
    }
    if (PyErr_Occurred())
        Py_CLEAR(out);
    Py_XDECREF(each);
    close_ids(&ids);
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
