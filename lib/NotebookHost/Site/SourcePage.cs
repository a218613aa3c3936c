using System.Net;
using System.Text;

namespace NotebookHost;

/// <summary>A page for a file of C# that a lesson links to, so that the library can be read where it is mentioned.</summary>
internal static class SourcePage
{
    /// <summary>The name of the page of a source file; equally named files get different ones.</summary>
    public static string AddTo(SiteFiles files, PageFrame frame, string file)
    {
        string name = Path.GetFileName(file);
        return files.AddOnce(file, name + ".html", () => Encoding.UTF8.GetBytes(frame.ToHtml(
            name, $"{name}, a source file of the course.", current: null, headings: [], head: "",
            main: $"<h1>{WebUtility.HtmlEncode(name)}</h1>\n<pre class=\"source\"><code>{CSharpColours.ToHtml(File.ReadAllText(file).TrimEnd())}</code></pre>\n")));
    }
}
