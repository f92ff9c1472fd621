from urllib.parse import urlparse, urlencode, quote, unquote, urljoin, parse_qs, urlunsplit, parse_qsl
u = urlparse("https://user:pw@example.com:8080/a/b;p?q=1&q=2&e=#frag"); print(u.hostname, u.port, u.path, u.params, parse_qs(u.query), u.fragment, u.username)
print(urlencode({"a b": "c&d", "l": [1, 2]}, doseq=True), quote("a/b c?é"), unquote("%C3%A9+x"), urljoin("http://h/a/b", "../c?x=1"), parse_qsl("a=1&b=", keep_blank_values=True))
import ipaddress, email.message, email, mimetypes
print(ipaddress.ip_address("10.0.0.1").is_private, list(ipaddress.ip_network("10.0.0.0/30").hosts()), mimetypes.guess_type("x.png"))
m = email.message.EmailMessage(); m["Subject"] = "Héllo"; m["To"] = "a@b.c"; m.set_content("text\n"); print(email.message_from_string(m.as_string())["to"], m.get_content())
