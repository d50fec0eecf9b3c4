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

static PyMethodDef methods[] = {
    {"marked", marked, METH_VARARGS, marked_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_delta", "Deltas of packs, compiled.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__delta(void)
{
    fill_layouts();
    return PyModuleDef_Init(&definition);
}
