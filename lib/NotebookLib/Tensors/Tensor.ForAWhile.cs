using System.Runtime.InteropServices;

namespace NotebookLib;

// What is changed for a while, and how it is put back.
public sealed partial class Tensor
{
    private static readonly AsyncLocal<NoGradScope?> recordingOff = new();

    /// <summary>Nothing is recorded until the returned scope is disposed: <c>using (Tensor.NoGrad()) { …
    /// }</c>.</summary>
    /// <remarks>Of several scopes each counts until it is disposed, in whatever order and by whomever that is
    /// done.</remarks>
    public static IDisposable NoGrad() => new NoGradScope();

    /// <summary>
    /// Results are recorded until the returned scope is disposed, whatever scope a cell before left open.
    /// </summary>
    internal static IDisposable Recording() => new RecordingScope();

    /// <summary>True unless a <see cref="NoGrad"/> is open.</summary>
    internal static bool IsRecording
    {
        get
        {
            NoGradScope? scope = recordingOff.Value;
            while (scope is { IsOpen: false }) scope = scope.Outer;
            return scope is null;
        }
    }

    /// <summary>Remembers the values, the gradient, and whether one is wanted.</summary>
    /// <returns>Puts all of it back.</returns>
    internal Action Remember()
    {
        float[] values = ToArray();
        bool wanted = RequiresGrad;
        Tensor? gradient = Grad; // held on to from here on, so that nobody uses its memory again
        float[]? slopes = gradient?.ToArray();
        return () =>
        {
            PutBack(values);
            if (!IsResult) RequiresGrad = wanted;
            if (slopes is not null) gradient!.PutBack(slopes);
            (Gradient, gradientSeen) = (gradient, gradient is not null);
        };
    }

    /// <summary>Writes values unless they are there already, bit for bit: then nothing that was computed from them is
    /// out of date.</summary>
    private void PutBack(float[] values)
    {
        ReadOnlySpan<byte> then = MemoryMarshal.AsBytes<float>(values);
        if (!then.SequenceEqual(MemoryMarshal.AsBytes(Values))) values.CopyTo(Data);
    }

    private sealed class RecordingScope : IDisposable
    {
        private readonly NoGradScope? before = recordingOff.Value;

        public RecordingScope() => recordingOff.Value = null;

        public void Dispose() => recordingOff.Value = before;
    }

    private sealed class NoGradScope : IDisposable
    {
        public NoGradScope()
        {
            Outer = recordingOff.Value;
            recordingOff.Value = this;
        }

        public NoGradScope? Outer { get; }

        public bool IsOpen { get; private set; } = true;

        public void Dispose()
        {
            IsOpen = false;
            if (recordingOff.Value == this) recordingOff.Value = Outer; // elsewhere it is passed over from now on
        }
    }
}
