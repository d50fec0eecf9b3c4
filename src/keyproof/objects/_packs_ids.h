/* The ids of a pack's index: which are there, what nothing reaches, and which objects stand on one. For _packs.c alone. */

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
