using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>A front end that shows what the kernel sends ends with the newest state, however many there were.</summary>
public sealed class KernelDisplayTests : IDisposable
{
    private readonly KernelClient client = KernelClient.Start();

    public void Dispose() => client.Dispose();

    [Fact]
    public void The_last_of_many_updates_stands() =>
        Assert.Equal(["25000"], Shown("""
            var d = display(0, "text/plain");
            for (int i = 1; i <= 25_000; i++) d.Update(i);
            """));

    [LongTheory]
    [InlineData("true"), InlineData("false")]
    public void The_last_of_many_that_were_cleared_away_stands(string wait) =>
        Assert.Equal(["25000"], Shown($$"""
            for (int i = 1; i <= 25_000; i++) { ClearOutput({{wait}}); i.Display("text/plain"); }
            """));

    [LongFact]
    public void A_big_figure_updated_thousands_of_times_does_not_flood_the_front_end()
    {
        IReadOnlyList<KernelMessage> heard = Heard("""
            var d = display("0", "text/plain");
            for (int i = 1; i <= 3_000; i++) d.Update(new string('x', 300_000) + i);
            """);

        Assert.EndsWith("x3000", Assert.Single(AtTheEnd(heard)), StringComparison.Ordinal);
        Assert.InRange(heard.Count, 4, 1500); // 900 MB otherwise
    }

    [Fact]
    public void What_changes_slowly_is_sent_each_time()
    {
        IReadOnlyList<KernelMessage> heard = Heard("""
            var d = display(0, "text/plain");
            for (int i = 1; i <= 5; i++) { Thread.Sleep(150); d.Update(i); }
            """.Replace("Thread", "System.Threading.Thread", StringComparison.Ordinal));

        Assert.Equal(5, heard.Count(m => m.Type == "update_display_data"));
    }

    [Fact]
    public void A_state_that_nothing_follows_is_sent_while_the_cell_goes_on()
    {
        string id = client.Execute("""
            var d = display(0, "text/plain");
            d.Update(1);
            d.Update(2);
            System.Threading.Thread.Sleep(100_000);
            """);

        foreach (string state in new[] { "1", "2" })
        {
            JsonObject heard = client.HearNext(id, "update_display_data", seconds: 30)!.Content;
            Assert.Equal(state, (string?)heard["data"]!["text/plain"]);
        }
    }

    private string[] Shown(string code) => AtTheEnd(Heard(code));

    private IReadOnlyList<KernelMessage> Heard(string code)
    {
        string id = client.Execute(code);
        Assert.Equal("ok", (string?)client.Reply(id, seconds: 120)["status"]);
        return client.Hear(id);
    }

    /// <summary>The texts of the displays as a front end shows them at the end.</summary>
    private static string[] AtTheEnd(IEnumerable<KernelMessage> heard)
    {
        var shown = new List<(string? Id, string Text)>();
        bool isClearedNext = false;
        foreach (KernelMessage message in heard)
        {
            string? id = (string?)message.Content["transient"]?["display_id"];
            string text = (string?)message.Content["data"]?["text/plain"] ?? "";
            if (message.Type == "clear_output") isClearedNext = true;
            if (message.Type == "clear_output" && !(bool)message.Content["wait"]!) shown.Clear();
            if (message.Type == "update_display_data")
                shown = [.. shown.Select(one => one.Id == id ? (id, text) : one)];
            if (message.Type != "display_data") continue;
            if (isClearedNext) shown.Clear();
            isClearedNext = false;
            shown.Add((id, text));
        }
        return [.. shown.Select(one => one.Text)];
    }
}
