import io
import unittest
from unittest import mock


class Stack:
    def __init__(self, *items):
        self._items = list(items)

    def push(self, item):
        self._items.append(item)

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty stack")
        return self._items.pop()

    def __len__(self):
        return len(self._items)


class Weather:
    def __init__(self, client):
        self.client = client

    def advice(self, city):
        report = self.client.get(f"/weather/{city}", timeout=5)
        if report["temp"] < 10:
            return "coat"
        return "shirt"


class StackTest(unittest.TestCase):
    def setUp(self):
        self.stack = Stack(1, 2)
        self.addCleanup(self.stack.push, "cleaned")

    def test_pop(self):
        self.assertEqual(self.stack.pop(), 2)
        self.assertEqual(len(self.stack), 1)

    def test_empty(self):
        with self.assertRaisesRegex(IndexError, "empty") as caught:
            Stack().pop()
        self.assertIn("pop", str(caught.exception))

    def test_many(self):
        for n in range(3):
            with self.subTest(n=n):
                self.assertNotEqual(n, 1)

    @unittest.skip("not today")
    def test_skipped(self):
        self.fail()

    @unittest.expectedFailure
    def test_known_bug(self):
        self.assertEqual(len(self.stack), 99)

    def test_wrong(self):
        self.assertListEqual([1, 2, 3], [1, 2, 4])

    def test_error(self):
        Stack().pop()


class WeatherTest(unittest.TestCase):
    def test_cold(self):
        client = mock.Mock()
        client.get.return_value = {"temp": 3}
        self.assertEqual(Weather(client).advice("Oslo"), "coat")
        client.get.assert_called_once_with("/weather/Oslo", timeout=5)

    def test_sequence(self):
        client = mock.MagicMock(spec=["get"])
        client.get.side_effect = [{"temp": 20}, OSError("down")]
        weather = Weather(client)
        self.assertEqual(weather.advice("Rome"), "shirt")
        self.assertRaises(OSError, weather.advice, "Rome")
        self.assertEqual(client.get.call_count, 2)
        self.assertEqual(client.get.call_args_list[0], mock.call("/weather/Rome", timeout=5))
        with self.assertRaises(AttributeError):
            client.post

    @mock.patch.object(Weather, "advice", return_value="umbrella")
    def test_patched(self, advice):
        self.assertEqual(Weather(None).advice("x"), "umbrella")
        advice.assert_called_with("x")

    def test_print(self):
        with mock.patch("sys.stdout", new_callable=io.StringIO) as out:
            print("captured")
        self.assertEqual(out.getvalue(), "captured\n")

    def test_almost(self):
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertCountEqual([3, 1, 2], [1, 2, 3])
        self.assertDictEqual({"a": 1}, {"a": 1})
        self.assertIsNone(None)
        with self.assertLogs("x", "INFO") as logs:
            __import__("logging").getLogger("x").info("noted")
        self.assertEqual(logs.output, ["INFO:x:noted"])


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.value = 41

    async def test_await(self):
        work = mock.AsyncMock(return_value=1)
        self.assertEqual(self.value + await work(), 42)
        work.assert_awaited_once()


out = io.StringIO()
suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromTestCase(case) for case in (StackTest, WeatherTest, AsyncTest))
result = unittest.TextTestRunner(out, verbosity=2).run(suite)
for line in out.getvalue().splitlines():
    if " ... " in line or line.startswith(("FAIL", "ERROR", "First differing")):
        print(line)
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped), len(result.expectedFailures), result.wasSuccessful())
print(result.failures[-1][1].splitlines()[-6:])
