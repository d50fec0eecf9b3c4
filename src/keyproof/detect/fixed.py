"""x"""
def lifted(said, value, context, kind): return said
