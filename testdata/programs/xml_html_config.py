import xml.etree.ElementTree as ET, html, configparser, io
from html.parser import HTMLParser
root = ET.fromstring("<r a='1'><i n='x'>one</i><i n='y'>two &amp; é</i></r>")
print(root.tag, root.attrib, [(e.get("n"), e.text) for e in root.findall("i")], root.find("i[@n='y']").text)
ET.SubElement(root, "new").text = "<z>"; ET.indent(root); print(ET.tostring(root, encoding="unicode"))
print(html.escape("<a href='x'>&"), html.unescape("&lt;&eacute;&#8364;"))
class Links(HTMLParser):
    def handle_starttag(self, tag, attrs): print(tag, dict(attrs))
Links().feed("<p><a href=/x class='c'>t</a><br/>")
c = configparser.ConfigParser(); c.read_string("[db]\nhost = h\nport=5\nurl = %(host)s:%(port)s\n"); print(c["db"]["url"], c.getint("db", "port"), c.sections())
try: ET.fromstring("<a><b></a>")
except ET.ParseError as error: print(error)
import tomllib; print(tomllib.loads('a = 1\n[t]\nx = [1, 2.5]\nd = 2024-01-01\n'))
