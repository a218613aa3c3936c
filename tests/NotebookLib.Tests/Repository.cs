namespace NotebookLib.Tests;

/// <summary>Finds files of this project from where the tests run.</summary>
internal static class Repository
{
    /// <summary>The full path of a file given by folders and name from the top level on.</summary>
    public static string File(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "NotebookLib.sln")))
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException($"No NotebookLib.sln above {AppContext.BaseDirectory}.");
        return Path.Combine([folder.FullName, .. path]);
    }
}
