#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlerror.h>

static void crossfoot_discard_message(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

/// Keeps libxml2 from writing to standard error on this thread; Swift has no variadic callbacks.
static inline void crossfoot_silence_messages(void) {
  xmlSetGenericErrorFunc(NULL, crossfoot_discard_message);
}
