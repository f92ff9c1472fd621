import mimetypes
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import formataddr, parseaddr, parsedate_to_datetime
from http import HTTPStatus
from http.cookies import SimpleCookie
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, unquote, urlencode, urljoin, urlsplit, urlunsplit

url = urlsplit("https://user:pw@Example.COM:8443/a/b;c?x=1&y=a%20b&x=2#frag")
print(url.hostname, url.port, url.path, url.username, parse_qs(url.query), parse_qsl("a=&b", keep_blank_values=True))
print(urlunsplit(url._replace(netloc="example.com", query=urlencode({"q": "ü/&", "n": [1, 2]}, doseq=True), fragment="")))
print([urljoin("http://h/a/b/c", r) for r in ("d", "../d", "/d", "//o/d", "?q", "http://x", "./")])
print(quote("a b/ü?&"), quote("a/b", safe=""), quote_plus("a b&c"), unquote("%C3%BC%2F"), urlsplit("//h/p").netloc)
for bad in ("http://[::1", "http://h:99999/"):
    try:
        print(urlsplit(bad).port)
    except ValueError as error:
        print(error)
mail = EmailMessage()
mail["From"] = formataddr(("Ann Ü", "ann@example.com"))
mail["To"] = "bob@example.com, Carol <carol@example.com>"
mail["Subject"] = "Prices in €"
mail.set_content("Hello,\nthe price is 5 €.\n")
mail.add_alternative("<p>5 €</p>", subtype="html")
mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="data.csv")
back = message_from_string(mail.as_string(), policy=policy.default)
print(back["subject"], back["from"].addresses[0].display_name, [a.addr_spec for a in back["to"].addresses])
print([part.get_content_type() for part in back.walk()], back.get_body(("plain",)).get_content().splitlines(), [a.get_filename() for a in back.iter_attachments()])
print(parseaddr("Bob <bob@x.org>"), parsedate_to_datetime("Mon, 05 Feb 2024 10:00:00 +0100"))
cookie = SimpleCookie('a=1; b="x y"')
cookie["c"] = "z"
cookie["c"]["path"] = "/"
cookie["c"]["httponly"] = True
print({k: m.value for k, m in cookie.items()}, cookie["c"].OutputString())
print(HTTPStatus(404).phrase, HTTPStatus.OK == 200, HTTPStatus.IM_A_TEAPOT.value, HTTPStatus(201).is_success, mimetypes.guess_type("x.tar.gz"), mimetypes.guess_extension("image/png"))
net = ip_network("10.1.0.0/29")
print([str(h) for h in net.hosts()], ip_address("10.1.0.9") in net, ip_address("::1").is_loopback, net.supernet(), list(map(str, net.subnets(new_prefix=30))))
try:
    ip_network("10.1.0.1/29")
except ValueError as error:
    print(error)
