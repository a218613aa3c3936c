using System.Runtime.InteropServices;

namespace NotebookHost.Tests;

/// <summary>A path that cannot be read is a line and exit code 2, and costs itself alone.</summary>
public sealed class CourseFilesTests : IDisposable
{
    private const uint Nobody = 65534;
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    [Fact]
    public void A_folder_without_permission_is_one_line()
    {
        if (OperatingSystem.IsWindows()) return;
        string folder = Closed("closed");

        string message = Assert.Throws<CannotStartException>(() => AsNobody(() => CourseFiles.Find([folder]))).Message;

        Assert.StartsWith(folder + ": ", message, StringComparison.Ordinal);
        Assert.Contains("denied", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Throws<CannotStartException>(() => AsNobody(() => CourseFiles.Find([Path.Combine(folder, "*.ipynb")])));
        Assert.Throws<CannotStartException>(() => AsNobody(() => CourseFiles.Find([Path.Combine(folder, "a.ipynb")])));
    }

    [Fact]
    public void What_lies_beside_a_folder_without_permission_is_found()
    {
        if (OperatingSystem.IsWindows()) return;
        string folder = Closed("closed"), good = notebooks.Write("1");
        var batch = new Batch();

        IReadOnlyList<string> found = AsNobody(() => CourseFiles.Find([folder, good, notebooks.Folder], batch));

        Assert.Equal([good], found);
        Assert.Equal(HostCommand.CouldNotStart, batch.ExitCode([]));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_line_each_and_the_rest_runs()
    {
        if (OperatingSystem.IsWindows()) return;
        string folder = Directory.CreateDirectory(Path.Combine(notebooks.Folder, "folder")).FullName;
        string target = Path.Combine(notebooks.Folder, "out");
        notebooks.WriteText(TemporaryNotebooks.Json("1 + 1").ToJsonString(), "folder/good.ipynb");
        File.CreateSymbolicLink(Path.Combine(folder, "broken.ipynb"), "nowhere.ipynb");
        File.CreateSymbolicLink(Path.Combine(folder, "one.ipynb"), "two.ipynb");
        File.CreateSymbolicLink(Path.Combine(folder, "two.ipynb"), "one.ipynb");
        Directory.CreateDirectory(Path.Combine(folder, "named-so.ipynb"));
        File.CreateSymbolicLink(Path.Combine(notebooks.Folder, "gone"), "nowhere");
        File.CreateSymbolicLink(Path.Combine(notebooks.Folder, "round"), "round");
        string[] names = ["gone", "round", "folder/good.ipynb/x"];
        string[] paths = [.. names.Select(name => Path.Combine(notebooks.Folder, name))];

        (int exitCode, string text) = await HostProcess.RunAsync(["run", folder, .. paths, "--out", target]);

        Assert.Equal(HostCommand.CouldNotStart, exitCode);
        Assert.True(File.Exists(Path.Combine(target, "good.ipynb")), text);
        foreach (string name in new[] { "broken.ipynb", "one.ipynb", "two.ipynb", "gone", "round", "good.ipynb/x" })
            Assert.Single(text.Split('\n'), line => line.Contains($"/{name}: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        foreach (string path in new[] { paths[^1], "a\0b" })
            Assert.Throws<CannotStartException>(() => CourseFiles.Find([path]));
    }

    private string Closed(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(notebooks.Folder, name)).FullName;
        if (OperatingSystem.IsWindows()) return folder;
        const UnixFileMode forAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead
            | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(notebooks.Folder, forAll | UnixFileMode.UserWrite);
        File.SetUnixFileMode(folder, UnixFileMode.None);
        return folder;
    }

    /// <summary>
    /// Does something on a thread for which the files are those of a user with no rights: root may read all of
    /// them.
    /// </summary>
    private static T AsNobody<T>(Func<T> work)
    {
        T? result = default;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (OperatingSystem.IsLinux() && UserId() == 0) _ = SetFileUser(Nobody); // of this thread alone
                result = work();
            }
            catch (Exception e)
            {
                thrown = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result!;
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint UserId();

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileUser(uint user);
}
