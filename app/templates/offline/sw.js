// Version {{ version }}. What a phone does for us between pages; each part says its own.
const VERSION = "{{ version }}";

{% include "offline/pages.js" %}

{% include "offline/push.js" %}
