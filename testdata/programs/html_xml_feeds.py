import html
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from xml.dom import minidom
from xml.sax.saxutils import escape, quoteattr

PAGE = """<!doctype html><html><head><title>Shop &amp; more</title></head>
<body><h1 class="big">Prices</h1><table id=t><tr><th>Item<th>Price</tr>
<tr><td>Tea</td><td>3.50&nbsp;&euro;</td></tr><tr><td>Cake<br></td><td>4</td></tr></table>
<a href="/next?p=2&amp;q=x">next</a><a href='https://example.com'>home</a><!-- end --></body></html>"""


class Scraper(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.rows, self.title, self.stack = [], [], "", []

    def handle_starttag(self, tag, attrs):
        self.stack.append(tag)
        match tag:
            case "a":
                self.links.append(dict(attrs)["href"])
            case "tr":
                self.rows.append([])
            case "td" | "th":
                self.rows[-1].append("")

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("td", "th", "br"):
            self.rows[-1][-1] += data.strip()
        if self.stack and self.stack[-1] == "title":
            self.title += data

    def handle_endtag(self, tag):
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_comment(self, data):
        print("comment:", data.strip())


scraper = Scraper()
scraper.feed(PAGE)
print(scraper.title, scraper.links, scraper.rows)
print(html.escape("<a b='c'>"), html.unescape("&lt;&eacute;&#8364;&#x41;&nosuch;"), escape("a<b&c"), quoteattr('say "hi"'))

FEED = """<?xml version="1.0"?>
<feed xmlns="urn:feed" xmlns:x="urn:extra"><title>News</title>
<entry id="1"><title>One</title><x:score>5</x:score></entry>
<entry id="2"><title>Two &lt;b&gt;</title><x:score>9</x:score></entry></feed>"""
root = ET.fromstring(FEED)
ns = {"f": "urn:feed", "x": "urn:extra"}
print(root.tag, [(e.get("id"), e.findtext("f:title", namespaces=ns), int(e.find("x:score", ns).text)) for e in root.iterfind("f:entry", ns)])
print(len(root.findall(".//f:title", ns)), root.find("f:entry[@id='2']", ns).attrib, root.find("f:none", ns))
doc = ET.Element("people", count="2")
for name, age in (("Ann", 30), ("Bø & Co", None)):
    person = ET.SubElement(doc, "person", name=name)
    if age:
        ET.SubElement(person, "age").text = str(age)
ET.indent(doc)
print(ET.tostring(doc, encoding="unicode"))
print(ET.tostring(doc[1]), [e.tag for e in doc.iter()], minidom.parseString("<a><b>t</b></a>").toprettyxml(indent=" ").splitlines())
try:
    ET.fromstring("<a><b></a>")
except ET.ParseError as error:
    print(error, error.position)
parser = ET.XMLPullParser(["start", "end"])
parser.feed("<r><i>1</i><i>2")
print([(event, e.tag) for event, e in parser.read_events()])
