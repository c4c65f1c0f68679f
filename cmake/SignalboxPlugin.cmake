# signalbox_generate() and signalbox_add_plugin(): filled by the schema compiler's part.
