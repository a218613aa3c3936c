using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace NotebookHost;

/// <summary>
/// Photographs a page of the site, as the README shows it: <c>picture</c> draws <c>data/pictures/page.png</c> anew.
/// </summary>
internal static class PictureCommand
{
    private const int Width = 1400, Height = 980;
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var page = new Option<string>("--page")
        {
            Description = "The page of .site",
            DefaultValueFactory = _ => "01-attention.html",
            HelpName = "NAME",
        };
        var cell = new Option<int>("--cell")
        {
            Description = "The cell at its top",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var file = new Option<string>("--out")
        {
            Description = "The picture",
            DefaultValueFactory = _ => "data/pictures/page.png",
            HelpName = "FILE",
        };
        var browser = new Option<string>("--browser")
        {
            Description = "Chromium, or a browser with its options",
            DefaultValueFactory = _ => "chromium",
            HelpName = "PROGRAM",
        };
        var command = new Command("picture", "Photographs a page of the site, written before, as the README shows it.")
        {
            page, cell, file, browser,
        };
        command.SetAction((parsed, cancellation) => TakeAsync(
            Path.Combine(".site", parsed.GetRequiredValue(page)),
            parsed.GetValue(cell),
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(browser),
            cancellation));
        return command;
    }

    private static async Task<int> TakeAsync(
        string page,
        int cell,
        string file,
        string browser,
        CancellationToken cancellation)
    {
        if (!File.Exists(page)) throw new CannotStartException($"{page}: no such page; write the site first");
        string html = await File.ReadAllTextAsync(page, cancellation);
        IEnumerable<int> before = Enumerable.Range(1, cell - 1);
        string above = string.Concat(before.Select(n => string.Create(CultureInfo.InvariantCulture, $"#cell\\.{n},")));
        string hidden = $"<style>{above}.part{{display:none}}</style>";
        string cut = html.Replace("</head>", $"{hidden}</head>", StringComparison.Ordinal);
        // Beside the page, for what it loads.
        string copy = Path.Combine(Path.GetDirectoryName(page)!, $"picture-{Environment.ProcessId}.html");
        try
        {
            await File.WriteAllTextAsync(copy, cut, cancellation);
            await PhotographAsync(Path.GetFullPath(copy), Path.GetFullPath(file), browser, cancellation);
        }
        finally
        {
            File.Delete(copy);
        }
        Console.WriteLine($"{file}: {new FileInfo(file).Length >> 10} KB");
        return HostCommand.AllRan;
    }

    private static async Task PhotographAsync(string page, string file, string browser, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(browser) { RedirectStandardError = true, RedirectStandardOutput = true };
        string size = string.Create(CultureInfo.InvariantCulture, $"--window-size={Width},{Height}");
        string[] options =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=4000",
            size, $"--screenshot={file}", new Uri(page).AbsoluteUri,
        ];
        foreach (string option in options) start.ArgumentList.Add(option);
        File.Delete(file); // so that an old one is not taken for a new one
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        wait.CancelAfter(limit);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> told = process.StandardError.ReadToEndAsync(wait.Token);
            await process.WaitForExitAsync(wait.Token);
            if (!File.Exists(file))
                throw new CannotStartException($"{browser} made no picture: {PlainText.OneLine(await told)}");
        }
        catch (Win32Exception e)
        {
            throw new CannotStartException($"{browser} cannot be started: {PlainText.OneLine(e.Message)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CannotStartException($"{browser} made no picture within a minute");
        }
    }
}
