using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookLib;

internal static partial class GptConfigFile
{
    /// <summary>The keys of an object, each read once and by its type.</summary>
    private sealed class Fields(JsonObject? json, string prefix)
    {
        private readonly HashSet<string> read = [];

        public bool Exists => json is not null;

        public JsonObject? Object(string key) => Find(key) switch
        {
            null => null,
            JsonObject found => found,
            JsonNode other => throw Wrong(key, "an object in braces", other),
        };

        public int Size(string key, int most = LargestSize) =>
            OptionalSize(key, most)
                ?? throw new InvalidDataException($"expected a number '{prefix}{key}'; there is none.");

        public int? OptionalSize(string key, int most = LargestSize)
        {
            if (Find(key) is not { } node) return null;
            if (node is JsonValue value && value.TryGetValue(out int size) && size >= 1 && size <= most) return size;
            throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {most}"), node);
        }

        public float Number(string key, float otherwise, float least, float most) =>
            OptionalNumber(key, least, most) ?? otherwise;

        public T? OptionalNumber<T>(string key, T least, T most) where T : struct, IFloatingPoint<T>
        {
            if (Find(key) is not { } node) return null;
            if (node is JsonValue value && value.TryGetValue(out double number)
                && number >= double.CreateChecked(least) && number <= double.CreateChecked(most))
                return T.CreateChecked(number);
            throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), node);
        }

        public bool Flag(string key, bool otherwise)
        {
            if (Find(key) is not { } node) return otherwise;
            return node is JsonValue value && value.TryGetValue(out bool flag)
                ? flag
                : throw Wrong(key, "true or false", node);
        }

        public string Text(string key, string otherwise)
        {
            if (Find(key) is not { } node) return otherwise;
            return node is JsonValue value && value.TryGetValue(out string? text)
                ? text
                : throw Wrong(key, "a text", node);
        }

        public T Choice<T>(string key, T otherwise) where T : struct, Enum
        {
            string chosen = Text(key, otherwise.ToString()), names = string.Join(", ", Enum.GetNames<T>());
            return Enum.GetNames<T>().Contains(chosen) ? Enum.Parse<T>(chosen)
                : throw new InvalidDataException($"expected {prefix}{key} to be one of {names}; got '{Short(
                    chosen)}'.");
        }

        /// <summary>Refuses a value other than the one that can be computed.</summary>
        public void Only<T>(string key, T only)
        {
            if (Find(key) is { } node && !JsonNode.DeepEquals(node, JsonValue.Create(only)))
                throw new InvalidDataException($"expected {prefix}{key} to be {JsonSerializer.Serialize(only)}, which "
                    + $"is all that can be computed here; got {Shown(node)}.");
        }

        /// <summary>Refuses keys that nobody read, unless they are known to change nothing, or say no.</summary>
        /// <param name="changesNothing">Of keys that are not worth a word.</param>
        /// <param name="newer">Of keys that change nothing, and are read past with a note; null for none.</param>
        /// <returns>The notes, one for each key.</returns>
        public List<string> RequireNothingElse(Func<string, bool> changesNothing, Func<string, bool>? newer = null)
        {
            var notes = new List<string>();
            foreach (var (key, node) in json ?? [])
            {
                if (read.Contains(key) || changesNothing(key)) continue;
                string said = $"'{prefix}{Short(key)}': {Shown(node)}";
                if (newer?.Invoke(key) == true)
                    notes.Add($"read past {said}, which does not change what GPT-2 computes");
                else if (SaysNo(node))
                    notes.Add($"read past {said}, which is not known here and says no");
                else
                    throw new InvalidDataException(
                        $"expected keys that are known here; got {said}. If it does not change what the model "
                            + $"computes, remove it.");
            }
            return notes;
        }

        private static string Short(string text) => SafetensorsHeader.Short(text);

        private JsonNode? Find(string key)
        {
            read.Add(key);
            return json?[key];
        }

        private static bool SaysNo(JsonNode? node) => node switch
        {
            null => true,
            JsonArray list => list.Count == 0,
            JsonObject keys => keys.Count == 0,
            _ =>
                node.GetValueKind() == JsonValueKind.False
                    || (node.AsValue().TryGetValue(out double number) && number == 0),
        };

        private InvalidDataException Wrong(string key, string expected, JsonNode got) =>
            new($"expected {prefix}{key} to be {expected}; got {Shown(got)}.");

        private static string Shown(JsonNode? node) =>
            node?.ToJsonString() is { Length: > 60 } text ? text[..60] + "…" : node?.ToJsonString() ?? "null";
    }
}
