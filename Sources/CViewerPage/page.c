// See CViewerPage.h. A new file of the page needs an entry in both lists.

#include "CViewerPage.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "../Viewer/Page/index.html"
};
static const unsigned char style_css[] = {
#embed "../Viewer/Page/style.css"
};
static const unsigned char icon_svg[] = {
#embed "../Viewer/Page/icon.svg"
};
static const unsigned char main_js[] = {
#embed "../Viewer/Page/main.js"
};
static const unsigned char connection_js[] = {
#embed "../Viewer/Page/connection.js"
};
static const unsigned char clock_js[] = {
#embed "../Viewer/Page/clock.js"
};
static const unsigned char geo_js[] = {
#embed "../Viewer/Page/geo.js"
};
static const unsigned char fleet_js[] = {
#embed "../Viewer/Page/fleet.js"
};
static const unsigned char scene_js[] = {
#embed "../Viewer/Page/scene.js"
};
static const unsigned char feed_js[] = {
#embed "../Viewer/Page/feed.js"
};
static const unsigned char format_js[] = {
#embed "../Viewer/Page/format.js"
};
static const unsigned char palette_js[] = {
#embed "../Viewer/Page/palette.js"
};
static const unsigned char map_js[] = {
#embed "../Viewer/Page/map.js"
};
static const unsigned char globe_js[] = {
#embed "../Viewer/Page/globe.js"
};
static const unsigned char sheet_js[] = {
#embed "../Viewer/Page/sheet.js"
};
static const unsigned char charts_js[] = {
#embed "../Viewer/Page/charts.js"
};
static const unsigned char timeline_js[] = {
#embed "../Viewer/Page/timeline.js"
};
static const unsigned char table_js[] = {
#embed "../Viewer/Page/table.js"
};
static const unsigned char panels_js[] = {
#embed "../Viewer/Page/panels.js"
};
static const unsigned char commands_js[] = {
#embed "../Viewer/Page/commands.js"
};
static const unsigned char coast_json[] = {
#embed "../Viewer/Page/coast.json"
};

#define FILE_OF(name, bytes) {name, bytes, sizeof bytes}

static const struct viewer_page_file files[] = {
    FILE_OF("index.html", index_html),
    FILE_OF("style.css", style_css),
    FILE_OF("icon.svg", icon_svg),
    FILE_OF("main.js", main_js),
    FILE_OF("connection.js", connection_js),
    FILE_OF("clock.js", clock_js),
    FILE_OF("geo.js", geo_js),
    FILE_OF("fleet.js", fleet_js),
    FILE_OF("scene.js", scene_js),
    FILE_OF("feed.js", feed_js),
    FILE_OF("format.js", format_js),
    FILE_OF("palette.js", palette_js),
    FILE_OF("map.js", map_js),
    FILE_OF("globe.js", globe_js),
    FILE_OF("sheet.js", sheet_js),
    FILE_OF("charts.js", charts_js),
    FILE_OF("timeline.js", timeline_js),
    FILE_OF("table.js", table_js),
    FILE_OF("panels.js", panels_js),
    FILE_OF("commands.js", commands_js),
    FILE_OF("coast.json", coast_json),
};

size_t viewer_page_count(void) { return sizeof files / sizeof files[0]; }

struct viewer_page_file viewer_page_file(size_t number) { return files[number]; }
