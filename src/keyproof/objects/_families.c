/* The loop of keyproof.objects.families over the objects of a pack, compiled. That module is the reference and the way
   taken where this one was not built: it holds the state, and takes each step that is not of the plain sort. Before such
   a step this loop stops with the state as it was. Every length and offset is checked before it is used. */

#include "_apply.h"

#define SMALL (64 * 1024)
#define FEW 256
#define WIDEST 0x78
#define EXPANSION 1032
#define STEP 256
/* The first four are those of keyproof.objects.inflate; STEP, in bytes, is what the least of objects takes. */

enum { FAILED = -1, ODD = 0, TAKEN = 1 };

typedef struct {
    PyObject *found, *roots, *stack, *held, *heads, *children, *waiting, *names, *decompress, *decompress_least, *type;
    Py_buffer data;
    newfunc make;
    PyObject *bits;
    int is_marked;
    Py_ssize_t around, least;
    long lines;
    long long kind, left, weight, most, largest, room, made, touched;
    copies_t copies;
} run_t;

typedef struct {
    long long kind, size, start, end;
    PyObject *parent;
} head_t;

static int failed_or_odd(void)
{
    if (!PyErr_Occurred())
        return ODD;
    if (!PyErr_ExceptionMatches(PyExc_Exception))
        return FAILED;
    PyErr_Clear();
    return ODD;
}

static int head_of(const run_t *r, PyObject *at, head_t *head)
{
    PyObject *row = PyDict_GetItemWithError(r->heads, at);
    long long told[4];
    if (!row)
        return failed_or_odd();
    for (int which = 0; which < 4; which++) {
        PyObject *number = PyTuple_GetItem(row, which);
        told[which] = number ? PyLong_AsLongLong(number) : -1;
        if (told[which] < 0)
            return failed_or_odd();
    }
    *head = (head_t){told[0], told[1], told[2], told[3], PyTuple_GetItem(row, 4)};
    if (!head->parent)
        return failed_or_odd();
    long long length = head->end - head->start;
    return head->end <= r->data.len && length > 0 && length <= SMALL && head->size <= r->largest &&
           head->size <= length * EXPANSION && head->size <= r->left;
}

/* What is packed at *head*; NULL where the reference is to look at it, or with an error. */
static PyObject *unpacked(const run_t *r, const head_t *head)
{
    const char *start = (const char *)r->data.buf + head->start;
    if ((unsigned char)*start > WIDEST)
        return NULL;
    Py_ssize_t length = (Py_ssize_t)(head->end - head->start);
    PyObject *decompress = length > 2 && length <= FEW && (start[2] & 6) == 2 ? r->decompress_least : r->decompress;
    PyObject *packed = PyBytes_FromStringAndSize(start, length);
    /* One byte more than needed, as keyproof.objects.inflate has it. */
    PyObject *most = packed ? PyLong_FromLongLong(head->size + 1) : NULL;
    PyObject *text = most ? PyObject_CallFunctionObjArgs(decompress, packed, r->bits, most, NULL) : NULL;
    Py_XDECREF(packed);
    Py_XDECREF(most);
    if (text && (!PyBytes_Check(text) || PyBytes_Size(text) != head->size))
        Py_CLEAR(text);
    return text;
}

/* What *change* makes of *base*, as `unpacked`; the copies are entered in *r*. */
static PyObject *changed(run_t *r, PyObject *base, PyObject *change, long long left)
{
    const unsigned char *at = (const unsigned char *)PyBytes_AsString(change), *end = at + PyBytes_Size(change);
    const char *from = PyBytes_AsString(base);
    Py_ssize_t base_size = PyBytes_Size(base);
    Py_ssize_t told = length_at(&at, end), size = length_at(&at, end);
    if (!from || told != base_size || size < 0 || size > r->largest || size > left)
        return NULL;
    PyObject *text = PyBytes_FromStringAndSize(NULL, size);
    if (!text)
        return NULL;
    r->copies.count = 0;
    int good = made(from, base_size, at, end, PyBytes_AsString(text), size, r->is_marked ? r->least : PY_SSIZE_T_MAX, &r->copies);
    if (good > 0)
        return text;
    if (good < 0)
        PyErr_NoMemory();
    Py_DECREF(text);
    return NULL;
}

/* Enter *text* into what is found, if it is wanted. *parent* is where its base begins, NULL for none. */
static int given(run_t *r, PyObject *at, PyObject *parent, PyObject *base, PyObject *text)
{
    if (!PyDict_GetItemWithError(r->waiting, at))
        return PyErr_Occurred() ? FAILED : TAKEN;
    PyObject *name = PyDict_GetItemWithError(r->names, at), *of = NULL, *parts = NULL, *copies = NULL, *row, *out;
    if (parent && r->is_marked)
        of = PyDict_GetItemWithError(r->names, parent);
    if (!name || PyErr_Occurred())
        return FAILED;
    Py_ssize_t size = PyBytes_Size(text);
    if (of) {
        parts = parts_of(PyBytes_AsString(text), size, PyBytes_Size(base), &r->copies, r->around, r->lines);
        copies = parts ? PyBytes_FromStringAndSize((const char *)r->copies.items, r->copies.count * (Py_ssize_t)sizeof(copy_t)) : NULL;
    } else {
        parts = r->is_marked ? Py_BuildValue("((nn))", (Py_ssize_t)0, size) : PyTuple_New(0);
        copies = parts ? PyBytes_FromStringAndSize("", 0) : NULL;
    }
    PyObject *told = copies ? PyTuple_Pack(5, name, text, of ? of : Py_None, parts, copies) : NULL;
    row = told ? PyTuple_Pack(1, told) : NULL;
    out = row ? r->make((PyTypeObject *)r->type, row, NULL) : NULL;
    Py_XDECREF(told);
    int good = out && PyList_Append(r->found, out) == 0 && PyDict_DelItem(r->waiting, at) == 0;
    Py_XDECREF(parts);
    Py_XDECREF(copies);
    Py_XDECREF(row);
    Py_XDECREF(out);
    return good ? TAKEN : FAILED;
}

/* Have what stands on the *text* at *at* follow; as long as it does the text is held. */
static int followed(run_t *r, PyObject *at, PyObject *text)
{
    PyObject *children = PyDict_GetItemWithError(r->children, at);
    if (!children)
        return PyErr_Occurred() ? FAILED : TAKEN;
    Py_ssize_t count = PyList_Size(r->stack);
    if (PyList_SetSlice(r->stack, count, count, children) || PyDict_SetItem(r->held, at, text))
        return FAILED;
    r->weight += PyBytes_Size(text);
    while (r->weight > r->room && PyDict_Size(r->held) > 1) {
        Py_ssize_t place = 0;
        PyObject *key, *value;
        if (!PyDict_Next(r->held, &place, &key, &value))
            break;
        r->weight -= PyBytes_Size(value);
        Py_INCREF(key);
        int gone = PyDict_DelItem(r->held, key);
        Py_DECREF(key);
        if (gone)
            return FAILED;
    }
    return TAKEN;
}

static int dropped(PyObject *list)
{
    Py_ssize_t count = PyList_Size(list);
    return PyList_SetSlice(list, count - 1, count, NULL) == 0;
}

/* The next text that stands on nothing in this pack. */
static int begin(run_t *r, PyObject *at)
{
    head_t head;
    int step = head_of(r, at, &head);
    if (step != TAKEN || head.kind != r->kind)
        return step == FAILED ? FAILED : ODD;
    PyObject *text = unpacked(r, &head);
    if (!text)
        return failed_or_odd();
    r->left -= head.size;
    r->touched += head.end - head.start;
    r->made += head.size + STEP;
    r->weight = 0;
    PyDict_Clear(r->held);
    step = dropped(r->roots) && given(r, at, NULL, NULL, text) == TAKEN ? followed(r, at, text) : FAILED;
    Py_DECREF(text);
    return step;
}

/* The next delta. */
static int go_on(run_t *r, PyObject *at)
{
    head_t head;
    int step = head_of(r, at, &head);
    if (step != TAKEN)
        return step;
    PyObject *base = PyDict_GetItemWithError(r->held, head.parent);
    PyObject *siblings = base ? PyDict_GetItemWithError(r->children, head.parent) : NULL;
    PyObject *last = siblings ? PyList_GetItem(siblings, 0) : NULL;
    int is_last = last ? PyObject_RichCompareBool(last, at, Py_EQ) : -1;
    if (is_last < 0)
        return failed_or_odd();
    Py_INCREF(base);
    PyObject *change = unpacked(r, &head);
    PyObject *text = change ? changed(r, base, change, r->left - head.size) : NULL;
    Py_XDECREF(change);
    if (!text) {
        Py_DECREF(base);
        return failed_or_odd();
    }
    Py_ssize_t size = PyBytes_Size(text);
    r->left -= head.size + size;
    r->touched += head.end - head.start;
    r->made += head.size + size + STEP;
    step = dropped(r->stack) ? TAKEN : FAILED;
    if (step == TAKEN && is_last) {
        r->weight -= PyBytes_Size(base);
        step = PyDict_DelItem(r->held, head.parent) ? FAILED : TAKEN;
    }
    if (step == TAKEN)
        step = given(r, at, head.parent, base, text);
    if (step == TAKEN)
        step = followed(r, at, text);
    Py_DECREF(base);
    Py_DECREF(text);
    return step;
}

PyDoc_STRVAR(read_doc,
"read(found, roots, stack, held, heads, children, waiting, names, data, decompress, decompress_least, numbers, reach, kind)\n"
"--\n\n"
"Make the texts of families one after another and enter those that are wanted into *found*, as `Families` does.\n\n"
"*numbers* are the kind of a whole text, the bytes of the budget, those that are held, those to be made before this ends,\n"
"those of the largest text and those that may be held; *reach* is (bytes, lines, longest copy that is overlooked) or None;\n"
"*kind* is keyproof.objects.families.Change. Returns the bytes left of the budget, held, made and read. It ends early\n"
"before a step that is for the reference to take.");

static PyObject *read_many(PyObject *module, PyObject *args)
{
    run_t r = {0};
    PyObject *reach, *out = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!O!O!O!y*OO(LLLLLL)OO", &PyList_Type, &r.found, &PyList_Type, &r.roots, &PyList_Type,
                          &r.stack, &PyDict_Type, &r.held, &PyDict_Type, &r.heads, &PyDict_Type, &r.children, &PyDict_Type,
                          &r.waiting, &PyDict_Type, &r.names, &r.data, &r.decompress, &r.decompress_least, &r.kind, &r.left,
                          &r.weight, &r.most, &r.largest, &r.room, &reach, &r.type))
        return NULL;
    if (reach != Py_None) {
        r.is_marked = 1;
        if (!PyArg_ParseTuple(reach, "nln", &r.around, &r.lines, &r.least))
            goto done;
    }
    if (!PyType_Check(r.type) || !PyType_IsSubtype((PyTypeObject *)r.type, &PyTuple_Type) || r.around < 0 || r.lines < 0) {
        PyErr_SetString(PyExc_TypeError, "changes are named tuples, and a reach is not negative");
        goto done;
    }
    r.make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    r.bits = PyLong_FromLong(15);
    int step = r.bits ? TAKEN : FAILED;
    while (step == TAKEN && r.made < r.most) {
        int is_open = PyList_Size(r.stack) > 0;
        PyObject *list = is_open ? r.stack : r.roots;
        Py_ssize_t count = PyList_Size(list);
        if (!count)
            break;
        PyObject *at = PyList_GetItem(list, count - 1);
        Py_INCREF(at);
        step = is_open ? go_on(&r, at) : begin(&r, at);
        Py_DECREF(at);
    }
    if (step != FAILED)
        out = Py_BuildValue("LLLL", r.left, r.weight, r.made, r.touched);
done:
    Py_XDECREF(r.bits);
    PyMem_Free(r.copies.items);
    PyBuffer_Release(&r.data);
    return out;
}

static PyMethodDef methods[] = {{"read", read_many, METH_VARARGS, read_doc}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_families", "Families of texts, compiled.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__families(void)
{
    fill_layouts();
    return PyModuleDef_Init(&definition);
}
