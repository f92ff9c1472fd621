import unittest, io
class T(unittest.TestCase):
    def setUp(self): self.x = 1
    def test_ok(self): self.assertEqual(self.x, 1)
    def test_bad(self): self.assertIn(3, [1, 2])
    def test_raises(self):
        with self.assertRaisesRegex(ValueError, "bad"): raise ValueError("very bad")
    @unittest.skip("later")
    def test_skipped(self): pass
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 5)
from unittest import mock
m = mock.Mock(return_value=5); m(1, a=2); m.assert_called_once_with(1, a=2)
with mock.patch("os.getcwd", return_value="/x"):
    import os; print(os.getcwd(), m.call_args)
result = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped))
