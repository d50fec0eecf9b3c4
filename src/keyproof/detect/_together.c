/* Parts of many texts as one text: the steps of keyproof.detect.together, compiled. That module is the reference. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

typedef struct {
    Py_ssize_t begin, start, end, row;
} part_t;
/* Where a part begins in the joined text, its place in its own text, and whose it is. */

typedef struct {
    part_t *items;
    Py_ssize_t count, room;
} parts_t;

static int is_error(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return 0;
}

/* The text and the parts, both borrowed, of one row. */
static int row_of(PyObject *searched, Py_ssize_t row, PyObject **text, PyObject **parts)
{
    PyObject *pair = PyList_GetItem(searched, row);
    *text = pair ? PyTuple_GetItem(pair, 0) : NULL;
    *parts = *text ? PyTuple_GetItem(pair, 1) : NULL;
    if (!*parts)
        return 0;
    return PyTuple_Check(*parts) || PyList_Check(*parts) || is_error("parts are a tuple or a list");
}

static PyObject *item_of(PyObject *sequence, Py_ssize_t at)
{
    return PyTuple_Check(sequence) ? PyTuple_GetItem(sequence, at) : PyList_GetItem(sequence, at);
}

static int part_at(PyObject *parts, Py_ssize_t at, Py_ssize_t *start, Py_ssize_t *end)
{
    PyObject *pair = item_of(parts, at);
    PyObject *first = pair ? PyTuple_GetItem(pair, 0) : NULL, *last = first ? PyTuple_GetItem(pair, 1) : NULL;
    if (!last)
        return 0;
    *start = PyLong_AsSsize_t(first);
    *end = PyLong_AsSsize_t(last);
    if (PyErr_Occurred())
        return 0;
    return (0 <= *start && *start <= *end) || is_error("a part ends before it starts");
}

static Py_ssize_t length_of(PyObject *sequence)
{
    return PyTuple_Check(sequence) ? PyTuple_Size(sequence) : PyList_Size(sequence);
}

/* Enter the parts of *row*, with *gap* bytes after each; *at* is where the next one begins. */
static int add_parts(parts_t *list, PyObject *parts, Py_ssize_t row, Py_ssize_t gap, Py_ssize_t *at)
{
    Py_ssize_t count = length_of(parts);
    if (list->room - list->count < count) {
        Py_ssize_t room = 2 * list->room + count;
        part_t *items = PyMem_Realloc(list->items, (size_t)room * sizeof(part_t));
        if (!items) {
            PyErr_NoMemory();
            return 0;
        }
        list->items = items;
        list->room = room;
    }
    for (Py_ssize_t which = 0; which < count; which++) {
        part_t *part = &list->items[list->count];
        if (!part_at(parts, which, &part->start, &part->end))
            return 0;
        part->begin = *at;
        part->row = row;
        *at += part->end - part->start + gap;
        list->count++;
    }
    return 1;
}

static int add_rows(parts_t *list, PyObject *searched, PyObject *rows, Py_ssize_t gap, Py_ssize_t *at)
{
    for (Py_ssize_t which = 0; which < PyList_Size(rows); which++) {
        PyObject *text, *parts;
        Py_ssize_t row = PyLong_AsSsize_t(PyList_GetItem(rows, which));
        if ((row < 0 && PyErr_Occurred()) || !row_of(searched, row, &text, &parts) || !add_parts(list, parts, row, gap, at))
            return 0;
    }
    return 1;
}

static int add_group(PyObject *found, PyObject *group, Py_ssize_t size)
{
    PyObject *pair = Py_BuildValue("(On)", group, size);
    int good = pair && PyList_Append(found, pair) == 0;
    Py_XDECREF(pair);
    return good;
}

static int add_row(PyObject *group, Py_ssize_t row)
{
    PyObject *number = PyLong_FromSsize_t(row);
    int good = number && PyList_Append(group, number) == 0;
    Py_XDECREF(number);
    return good;
}

PyDoc_STRVAR(groups_doc, "groups(searched, apart, alone, most, /)\n--\n\nSee keyproof.detect.together.Ways.");

static PyObject *groups(PyObject *module, PyObject *args)
{
    PyObject *searched, *apart, *found, *group;
    Py_ssize_t alone, most, size = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!nn", &PyList_Type, &searched, &PyList_Type, &apart, &alone, &most))
        return NULL;
    found = PyList_New(0);
    group = PyList_New(0);
    if (!found || !group)
        goto fail;
    for (Py_ssize_t row = 0; row < PyList_Size(searched); row++) {
        PyObject *text, *parts, *flag;
        Py_ssize_t length = 0, start, end;
        if (!row_of(searched, row, &text, &parts) || !(flag = PyList_GetItem(apart, row)))
            goto fail;
        for (Py_ssize_t which = 0; which < length_of(parts); which++) {
            if (!part_at(parts, which, &start, &end))
                goto fail;
            length += end - start;
        }
        int own = length > alone || PyObject_IsTrue(flag);
        if (own || (PyList_Size(group) && size + length > most)) {
            PyObject *next = PyList_New(0);
            int good = next && (!own || add_row(next, row)) && add_group(found, own ? next : group, own ? length : size);
            if (good && !own) {
                PyObject *done = group;
                group = next;
                next = done;
                size = 0;
            }
            Py_XDECREF(next);
            if (!good)
                goto fail;
            if (own)
                continue;
        }
        if (!add_row(group, row))
            goto fail;
        size += length;
    }
    if (PyList_Size(group) && !add_group(found, group, size))
        goto fail;
    Py_DECREF(group);
    return found;
fail:
    Py_XDECREF(found);
    Py_XDECREF(group);
    return NULL;
}

PyDoc_STRVAR(join_doc, "join(searched, rows, between, /)\n--\n\nSee keyproof.detect.together.Ways.");

static PyObject *join(PyObject *module, PyObject *args)
{
    PyObject *searched, *rows, *joined = NULL;
    const char *between;
    Py_ssize_t gap, size = 0;
    parts_t list = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!y#", &PyList_Type, &searched, &PyList_Type, &rows, &between, &gap))
        return NULL;
    if (add_rows(&list, searched, rows, gap, &size))
        joined = PyBytes_FromStringAndSize(NULL, list.count ? size - gap : 0);
    char *out = joined ? PyBytes_AsString(joined) : NULL;
    for (Py_ssize_t which = 0; joined && which < list.count; which++) {
        part_t part = list.items[which];
        PyObject *text, *parts;
        char *from;
        Py_ssize_t length;
        if (which) {
            memcpy(out, between, (size_t)gap);
            out += gap;
        }
        if (!row_of(searched, part.row, &text, &parts) || PyBytes_AsStringAndSize(text, &from, &length) ||
            (part.end > length && !is_error("a part ends behind its text"))) {
            Py_CLEAR(joined);
            break;
        }
        memcpy(out, from + part.start, (size_t)(part.end - part.start));
        out += part.end - part.start;
    }
    PyMem_Free(list.items);
    return joined;
}

/* The list of *number* of *row* in *of_row*, borrowed; made where there is none. */
static PyObject *list_for(PyObject *of_row, Py_ssize_t row, PyObject *number)
{
    PyObject *key = PyLong_FromSsize_t(row), *own, *list = NULL;
    if (!key)
        return NULL;
    own = PyDict_GetItemWithError(of_row, key);
    if (!own && !PyErr_Occurred()) {
        PyObject *fresh = PyDict_New();
        own = fresh && PyDict_SetItem(of_row, key, fresh) == 0 ? fresh : NULL;
        Py_XDECREF(fresh);
    }
    Py_DECREF(key);
    if (own && !(list = PyDict_GetItemWithError(own, number)) && !PyErr_Occurred()) {
        PyObject *fresh = PyList_New(0);
        list = fresh && PyDict_SetItem(own, number, fresh) == 0 ? fresh : NULL;
        Py_XDECREF(fresh);
    }
    return list;
}

/* Enter where the hits that end at *ends* in the joined text do in their own. */
static int placed(const parts_t *list, PyObject *number, PyObject *ends, PyObject *of_row)
{
    PyObject *into = NULL;
    Py_ssize_t row = -1;
    if (!list->count || !PyList_Check(ends))
        return is_error("hits are in lists, and in parts");
    for (Py_ssize_t which = 0; which < PyList_Size(ends); which++) {
        Py_ssize_t end = PyLong_AsSsize_t(PyList_GetItem(ends, which)), low = 0, high = list->count;
        if (end < 0 && PyErr_Occurred())
            return 0;
        while (high - low > 1) {
            Py_ssize_t middle = low + (high - low) / 2;
            if (list->items[middle].begin < end)
                low = middle;
            else
                high = middle;
        }
        part_t part = list->items[low];
        if (part.row != row)
            into = list_for(of_row, row = part.row, number);
        end += part.start - part.begin;
        PyObject *told = into ? PyLong_FromSsize_t(end < part.end ? end : part.end) : NULL;
        int good = told && PyList_Append(into, told) == 0;
        Py_XDECREF(told);
        if (!good)
            return 0;
    }
    return 1;
}

PyDoc_STRVAR(place_doc, "place(ends, searched, rows, gap, /)\n--\n\nSee keyproof.detect.together.Ways.");

static PyObject *place(PyObject *module, PyObject *args)
{
    PyObject *ends, *searched, *rows, *number, *listed, *of_row = NULL;
    Py_ssize_t gap, at = 0, next = 0;
    parts_t list = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!O!n", &PyDict_Type, &ends, &PyList_Type, &searched, &PyList_Type, &rows, &gap))
        return NULL;
    if (add_rows(&list, searched, rows, gap, &at))
        of_row = PyDict_New();
    while (of_row && PyDict_Next(ends, &next, &number, &listed))
        if (!placed(&list, number, listed, of_row))
            Py_CLEAR(of_row);
    PyMem_Free(list.items);
    return of_row;
}

PyDoc_STRVAR(newlines_doc, "newlines(text, start, stop, /)\n--\n\nSee keyproof.detect.boundaries.");

static PyObject *newlines(PyObject *module, PyObject *args)
{
    Py_buffer text;
    Py_ssize_t start, stop, count = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*nn", &text, &start, &stop))
        return NULL;
    if (start >= 0 && stop <= text.len) {
        const char *at = (const char *)text.buf + start, *end = (const char *)text.buf + stop;
        for (; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
            count++;
    }
    PyBuffer_Release(&text);
    return PyLong_FromSsize_t(count);
}

static PyMethodDef methods[] = {
    {"groups", groups, METH_VARARGS, groups_doc},
    {"join", join, METH_VARARGS, join_doc},
    {"place", place, METH_VARARGS, place_doc},
    {"newlines", newlines, METH_VARARGS, newlines_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_together", "Parts of many texts as one text.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__together(void)
{
    return PyModuleDef_Init(&definition);
}
