"""Jupyter's own test of kernels, on this project's. One of its tests has no sample: C# has no command that opens a pager."""
import unittest

import jupyter_kernel_test


class CSharpKernel(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "csharp"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("to the other stream");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Math.Ce", "matches": {"Ceiling"}},
        {"text": 'var s = "Math.', "matches": set()},
    ]
    complete_code_samples = ["1 + 1", "int a = 1;", "class C { }", "foreach (int i in new[] { 1 })\n{\n}"]
    incomplete_code_samples = ["if (true) {", "int a =", "class C {", "Console.WriteLine("]
    invalid_code_samples = ["}", "class { }", "int 3a;"]
    code_generate_error = "int zero = 0;\n1 / zero"
    code_execute_result = [{"code": "6 * 7", "result": "42"}, {"code": '"a" + "b"', "result": "ab"}, {"code": "Math.Max(1, 2)", "result": "2"}]
    code_display_data = [
        {"code": 'HTML("<b>bold</b>").Display();', "mime": "text/html"},
        {"code": 'display("plain");', "mime": "text/plain"},
    ]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "ClearOutput();"


if __name__ == "__main__":
    unittest.main(verbosity=2)
