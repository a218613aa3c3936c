using System.Diagnostics;

namespace NotebookHost.Tests;

/// <summary>
/// Whatever a cell does to its process, the host ends in time, in bounded memory, and says in a line what happened.
/// </summary>
public sealed class HostileCellTests : IDisposable
{
    private const string Sockets = """
        [System.Runtime.InteropServices.DllImport("libc")] static extern nint write(int fd, byte[] b, nint n);
        void Send(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            foreach (string fd in Directory.GetFiles("/proc/self/fd"))
            {
                try
                {
                    if ((new FileInfo(fd).LinkTarget ?? "").StartsWith("socket"))
                        write(int.Parse(Path.GetFileName(fd)), bytes, bytes.Length);
                }
                catch (IOException) { }
            }
        }

        """;

    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private static async Task<(RunResult Result, TimeSpan Time)> Run(
        string path,
        double timeout = 60,
        double gigabytes = 4)
    {
        var time = Stopwatch.StartNew();
        RunResult result = await NotebookRunner.RunAsync(
            path,
            new RunOptions
            {
                CellTimeout = TimeSpan.FromSeconds(timeout),
                MemoryLimit = (long)(gigabytes * (1L << 30)),
            },
            TestContext.Current.CancellationToken);
        return (result, time.Elapsed);
    }

    private static string Text(RunResult result, int cell) =>
        string.Concat(result.Notebook.Cells[cell].Outputs.Select(o => Cell.Text(o!["text"])));

    private static bool IsRunning(string command) => Directory.GetDirectories("/proc").Any(d =>
    {
        if (!char.IsDigit(Path.GetFileName(d)[0])) return false;
        try { return File.ReadAllText(Path.Combine(d, "cmdline")).Replace('\0', ' ').Trim() == command; }
        catch (IOException) { return false; }
        catch (UnauthorizedAccessException) { return false; }
    });

    [LongTheory]
    [InlineData("sleep 7801 & exit 0", "sleep 7801")]
    [InlineData("setsid sleep 7802 & exit 0", "sleep 7802")]
    [InlineData("(setsid setsid sleep 7803 &) & exit 0", "sleep 7803")]
    public async Task A_child_that_outlives_its_cell_does_not_hold_up_the_run_and_ends_with_it(
        string shell, string child)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        (RunResult result, TimeSpan time) = await Run(
            notebooks.Write(
                $"System.Diagnostics.Process.Start(\"sh\", new[] {{ \"-c\", \"{shell}\" }}).WaitForExit();",
                "1 + 1"));

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.InRange(time.TotalSeconds, 0, 20);
        for (int i = 0; i < 50 && IsRunning(child); i++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(IsRunning(child));
    }

    [LongTheory]
    [InlineData("Send(\"garbage\\n\");", "not a message")]
    [InlineData("Send(\"7\\n\");", "not a message")]
    [InlineData("Send(\"null\\n\");", "not a message")]
    [InlineData("Send(\"[]\\n\");", "not a message")]
    [InlineData(
        "while (true) { Send(\"{\\\"compiled\\\":1}\\n\"); System.Threading.Thread.Sleep(50); }",
        "without the ticket")]
    [InlineData("Send(\"{\\\"done\\\":1}\\n\"); while (true) ;", "without the ticket")]
    [InlineData("Send(\"{\\\"done\\\":1,\\\"ticket\\\":7}\\n\"); while (true) ;", "without the ticket")]
    public async Task What_is_no_answer_ends_the_process_in_one_line(string code, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        (RunResult result, TimeSpan time) = await Run(notebooks.Write(Sockets + code, "2"), timeout: 20);

        Assert.Equal(1, result.Failure!.Cell);
        Assert.Contains(why, result.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Failure.Message);
        Assert.InRange(time.TotalSeconds, 0, 15);
    }

    [LongFact]
    public async Task A_line_without_an_end_meets_its_limit_or_the_timeout()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        (RunResult result, TimeSpan time) = await Run(
            notebooks.Write(Sockets + "string much = new('x', 1 << 20);\nwhile (true) Send(much);"),
            timeout: 4);

        Assert.True(
            result.Failure!.Message.Contains("a line of more than", StringComparison.Ordinal)
                || result.Failure.Message.Contains("stopped after 4 s", StringComparison.Ordinal),
            result.Failure.Message);
        Assert.InRange(time.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task Raw_output_is_kept_up_to_the_limit_and_the_rest_counted()
    {
        (RunResult result, _) = await Run(
            notebooks.Write(
                "var o = Console.OpenStandardOutput();\nvar b = new byte[1 << 20];\nb.AsSpan().Fill(65);\n"
                    + "for (int i = 0; i < 64; i++) o.Write(b);\n\"wrote\""));

        Assert.True(result.Succeeded, result.Failure?.Message);
        string text = Text(result, 0);
        Assert.StartsWith("AAAA", text, StringComparison.Ordinal);
        Assert.EndsWith(
            FormattableString.Invariant($"cut: {(64L << 20) - CellOutput.TextLimit:N0} more characters\n"),
            text,
            StringComparison.Ordinal);
    }

    [LongFact]
    public async Task Displays_without_end_are_kept_up_to_their_number_until_the_timeout()
    {
        (RunResult result, TimeSpan time) = await Run(
            notebooks.Write("while (true) \"\".Display(\"text/plain\");"),
            timeout: 2);

        Assert.Contains("stopped after 2 s", result.Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(result.Notebook.Cells[0].Outputs.Count, 1, CellOutput.CountLimit + 20);
        Assert.InRange(time.TotalSeconds, 0, 15);
    }

    [Fact]
    public async Task More_outputs_than_are_kept_are_counted()
    {
        (RunResult result, _) = await Run(
            notebooks.Write("for (int i = 0; i < 20_500; i++) i.Display(\"text/plain\");"));

        Assert.Equal(CellOutput.CountLimit + 1, result.Notebook.Cells[0].Outputs.Count);
        Assert.Contains("not kept: 500 more displays", Text(result, 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_message_of_an_exception_is_cut()
    {
        (RunResult result, _) = await Run(notebooks.Write("throw new Exception(new string('x', 100_000_000));"));

        Assert.InRange(result.Failure!.Message.Length, 10_000, 30_000);
        Assert.EndsWith("more characters", result.Failure.Message, StringComparison.Ordinal);
    }

    [LongTheory]
    [InlineData(
        "new System.Threading.Thread(() => throw new InvalidOperationException(\"late boom\")).Start();\n"
            + "System.Threading.Thread.Sleep(5000);",
        "InvalidOperationException: late boom, thrown on another thread")]
    [InlineData("Environment.FailFast(\"gone for good\");", "FailFast: gone for good")]
    public async Task What_ends_the_process_is_told_as_it_was_thrown(string code, string message)
    {
        (RunResult result, _) = await Run(notebooks.Write("1", code, "3"));

        Assert.Equal(2, result.Failure!.Cell);
        Assert.Contains(message, result.Failure.Message, StringComparison.Ordinal);
    }

    [LongTheory]
    [InlineData("var l = new List<byte[]>();\nwhile (true) l.Add(new byte[10_000_000]);")]
    [InlineData("var l = new List<string>();\nwhile (true) l.Add(new string('a', 1000));")]
    [InlineData(
        "var l = new List<double[]>();\nwhile (true) { l.Add(new double[20_000_000]); l[^1].AsSpan().Fill(1); }")]
    [InlineData(
        "while (true) { var p = System.Runtime.InteropServices.Marshal.AllocHGlobal(50_000_000); "
            + "for (int i = 0; i < 50_000_000; i += 4096) "
            + "System.Runtime.InteropServices.Marshal.WriteByte(p, i, 1); }")]
    public async Task Out_of_memory_is_told_as_such_whatever_took_it(string code)
    {
        (RunResult result, _) = await Run(notebooks.Write(code), gigabytes: 0.4);

        Assert.Matches("(?i)out ?of ?memory", result.Failure!.Message);
    }

    [Fact]
    public async Task Standard_input_is_at_its_end_for_cells_and_for_what_they_start()
    {
        (RunResult result, _) = await Run(
            notebooks.Write(
                "new StreamReader(Console.OpenStandardInput()).ReadLine() ?? \"end\"",
                "Console.ReadLine() ?? \"end\"",
                "var start = new System.Diagnostics.ProcessStartInfo(\"cat\") { UseShellExecute = false };\n"
                    + "var p = System.Diagnostics.Process.Start(start);\np.WaitForExit();\np.ExitCode"),
            timeout: 20);

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.All(
            result.Notebook.Cells.Take(2),
            cell => Assert.Equal("end", Cell.Text(cell.Outputs[0]!["data"]!["text/plain"])));
    }

    [LongTheory, InlineData("de_DE.UTF-8"), InlineData("tr_TR.UTF-8"), InlineData("fa_IR.UTF-8")]
    public async Task Cells_run_in_the_invariant_culture(string language)
    {
        string path = notebooks.Write(
            "Console.Write($\"{1.5:F2} \");\nawait Task.Run(() => Console.Write($\"{1.5:F2}\"));");
        string folder = Path.Combine(notebooks.Folder, "out");

        Assert.Equal(0, (await HostProcess.RunAsync(["run", path, "--out", folder], ("LC_ALL", language))).ExitCode);

        Assert.Equal(
            "1.50 1.50",
            Cell.Text(Notebook.Load(Path.Combine(folder, Path.GetFileName(path))).Cells[0].Outputs[0]!["text"]));
    }

    [LongFact]
    public async Task A_folder_for_temporary_files_that_is_missing_or_has_a_long_path_does_no_harm()
    {
        string path = notebooks.Write("1 + 1");
        string deep = Path.Combine(notebooks.Folder, string.Join('/', Enumerable.Repeat("a-long-name-of-a-folder", 6)));
        Directory.CreateDirectory(deep);

        foreach (string folder in new[] { "/nowhere/at/all", deep })
            Assert.Equal(0, (await HostProcess.RunAsync(["run", path], ("TMPDIR", folder))).ExitCode);
    }

    [Fact]
    public async Task What_people_bring_along_from_other_engines_works_or_is_named()
    {
        (RunResult good, _) = await Run(
            notebooks.Write(
                "display(\"x\", \"text/plain\").Update(3);",
                "HTML(\"<b>b</b>\")",
                "new[] { new { A = 1 } }.DisplayTable();",
                "new LaTeXString(\"$x$\")"));
        Assert.True(good.Succeeded, good.Failure?.Message);
        Assert.Equal("3", Cell.Text(Assert.Single(good.Notebook.Cells[0].Outputs)!["data"]!["text/plain"]));
        Assert.Equal("<b>b</b>", Cell.Text(good.Notebook.Cells[1].Outputs[0]!["data"]!["text/html"]));
        Assert.Contains(
            "<table>",
            Cell.Text(good.Notebook.Cells[2].Outputs[0]!["data"]!["text/html"]),
            StringComparison.Ordinal);
        Assert.Equal("$x$", Cell.Text(good.Notebook.Cells[3].Outputs[0]!["data"]!["text/latex"]));

        CellFailure download = (await Run(notebooks.Write("1\n#r \"nuget: Plotly.NET, 4.0.0\""))).Result.Failure!;
        Assert.Equal(2, download.Line);
        Assert.Contains("asks for a download", download.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Kernel belongs to .NET Interactive",
            string.Concat((await Run(notebooks.Write("var k = Kernel.Root;"))).Result.Failure!.Details),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_steer_a_terminal_is_shown_and_not_sent()
    {
        (RunResult result, _) = await Run(
            notebooks.Write("throw new Exception(\"\\u001b]0;TITLE\\u0007\\u009b31m\\u202e red\");"));

        string text = FailureText.Of(result);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.Contains("␛]0;TITLE␇\\u009B31m\\u202E red", text, StringComparison.Ordinal);
    }
}
