// Debian's libxml2 names ICU's converter in one struct and for it pulls in ICU's headers, which
// clash with the ICU that Foundation brings along. The name alone is enough.
#define UCNV_H
#define UConverter struct crossfoot_no_converter
#define UChar unsigned short

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlerror.h>
#undef UConverter
#undef UChar
#undef UCNV_H

static void crossfoot_discard_message(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

/// Keeps libxml2 from writing to standard error on this thread; Swift has no variadic callbacks.
static inline void crossfoot_silence_messages(void) {
  xmlSetGenericErrorFunc(NULL, crossfoot_discard_message);
}
