using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>Damaged notebooks through everything that reads one: each is fine, or refused in one line.</summary>
/// <remarks>Ten thousand where long tests are wanted, else one thousand.</remarks>
public sealed class NotebookFuzzTests
{
    private const int PageEvery = 50;
    private static readonly int count = LongTests.AreWanted ? 10_000 : 1_000;

    private static readonly string[] values =
    [
        "null", "true", "5", "-1.5e300", "\"\"", "\"code\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[\"a\"]]",
        "{\"a\":{\"b\":[1]}}", "\"exercise\"", "\"parameters\"", "[\"parameters\"]", "[\"exercise\",\"volatile\"]",
        "\"<details><summary>Solution</summary>\"", "\"✗ claim\"", "\"int n = 1; // 1..8: x\"",
        "99999999999999999999", "\"stream\"", "\"image/png\"",
    ];

    private static readonly string[] keys =
        [
            "cells", "metadata", "source", "outputs", "cell_type", "tags", "nbformat", "nbformat_minor",
            "text", "data", "text/html", "image/svg+xml", "output_type", "name", "id", "execution_count",
            "attachments", "kernelspec", "language",
        ];

    [Fact]
    public void Each_mutant_is_read_used_and_written_or_refused_in_one_line()
    {
        var random = new Random(2026);
        string[] files = Directory.GetFiles(Path.Combine(CourseFiles.Root(), "notebooks"), "*.ipynb");
        string[] lessons = [.. files.Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        string small = TemporaryNotebooks.Json(
            "md %%\n# Title\n\n<details><summary>Solution</summary>\n\n```csharp\nint n = 2;\n```\n</details>",
            "parameters %%\nint n = 4; // 1..8: how many",
            "exercise %%\nint m = 0;").ToJsonString();
        DirectoryInfo site = Directory.CreateTempSubdirectory();
        int refused = 0, read = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes;
            if (i % 500 == 0) bytes = Bytes(lessons[i / 500 % lessons.Length], random);
            else if (i % 2 == 0) bytes = Bytes(small, random);
            else bytes = Encoding.UTF8.GetBytes(Structure(i % 100 == 1 ? lessons[0] : small, random));
            try
            {
                Use(Notebook.Parse(bytes), random);
                if (read++ % PageEvery == 0)
                    Assert.NotNull(
                        SiteWriter.Write(
                            [(Path.Combine(site.FullName, "mutant.ipynb"), Notebook.Parse(bytes))],
                            site.FullName));
            }
            catch (Exception e) when (e is NotebookFormatException or CannotStartException)
            {
                Assert.False(e is NotebookFormatException && e.Message.Contains('\n'), e.Message);
                Assert.DoesNotContain(e.Message, c => char.IsControl(c) && c != '\n');
                refused++;
            }
        }
        site.Delete(recursive: true);
        Assert.True(
            read > count / 20 && refused > count / 10,
            $"{read} read, {refused} refused: the mutants say little");
    }

    private static void Use(Notebook notebook, Random random)
    {
        foreach (NotebookParameter parameter in NotebookParameters.Read(notebook)) _ = parameter.ToString();
        _ = notebook.OtherLanguage;
        foreach (Cell cell in notebook.Cells)
        {
            _ = (cell.IsCode, cell.IsMarkdown, cell.Id, cell.Tags, cell.Source, cell.Outputs, cell.ExecutionCount);
            _ = NotebookLanguage.OtherThanCSharp(cell);
        }
        _ = Claim.Read(notebook);
        Notebook again = Notebook.Parse(notebook.ToBytes());
        Assert.Equal(notebook.ToString(), again.ToString());
        _ = Staleness.Find(notebook, again);
        if (random.Next(2) == 0) Exercises.Solve(again);
        NotebookParameters.Inject(again, new Dictionary<string, string> { ["n"] = "3" });
    }

    private static byte[] Bytes(string text, Random random)
    {
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(text)];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(values[random.Next(values.Length)])); break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
            }
            if (bytes.Count == 0) bytes.Add((byte)'{');
        }
        return [.. bytes];
    }

    /// <summary>A notebook in which some values are others, keys are missing, and items come twice.</summary>
    private static string Structure(string text, Random random)
    {
        JsonNode root = JsonNode.Parse(text)!;
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            JsonNode at = root;
            while (random.Next(5) > 0 && Child(at, random) is JsonObject or JsonArray)
                at = Child(at, random) is { } next and (JsonObject or JsonArray) ? next : at;
            JsonNode? value = JsonNode.Parse(values[random.Next(values.Length)]);
            if (at is JsonObject keyed)
            {
                string key = keyed.Count > 0 && random.Next(3) > 0
                    ? keyed.ElementAt(random.Next(keyed.Count)).Key
                    : keys[random.Next(keys.Length)];
                if (random.Next(4) == 0) keyed.Remove(key);
                else keyed[key] = value;
            }
            else if (at is JsonArray items)
            {
                if (items.Count == 0 || random.Next(3) == 0) items.Add(value);
                else if (random.Next(3) == 0) items.RemoveAt(random.Next(items.Count));
                else if (random.Next(2) == 0) items.Add(items[random.Next(items.Count)]?.DeepClone());
                else items[random.Next(items.Count)] = value;
            }
        }
        return root.ToJsonString();
    }

    private static JsonNode? Child(JsonNode node, Random random) => node switch
    {
        JsonObject { Count: > 0 } keyed => keyed.ElementAt(random.Next(keyed.Count)).Value,
        JsonArray { Count: > 0 } items => items[random.Next(items.Count)],
        _ => null,
    };
}
