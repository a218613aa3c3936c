using System.Net;
using System.Text;

namespace NotebookHost;

/// <summary>
/// A page for a text file that a lesson links to, so that the library can
/// be read where it is mentioned, and nothing that is linked to is run.
/// </summary>
internal static class SourcePage
{
    /// <summary>The name of the page of a file; equally named files get different ones.</summary>
    /// <exception cref="NotShownException">It is no text.</exception>
    public static string AddTo(SiteFiles files, PageFrame frame, string file)
    {
        string name = Path.GetFileName(file);
        return files.AddOnce(file, name + ".html", () => Encoding.UTF8.GetBytes(frame.ToHtml(
            name, $"{name}, a source file of the course.", current: null, headings: [], head: "",
            main: $"<h1>{WebUtility.HtmlEncode(name)}</h1>\n<pre class=\"source\"><code>{Text(file)}</code></pre>\n")));
    }

    private static string Text(string file)
    {
        string text = PublicFiles.Text(file).TrimEnd();
        bool isCSharp = Path.GetExtension(file).Equals(".cs", StringComparison.OrdinalIgnoreCase);
        return isCSharp ? CSharpColours.ToHtml(text) : WebUtility.HtmlEncode(text);
    }
}
