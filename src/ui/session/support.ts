/** Whether this browser can train, and if not, why and what to do next. */
import { isSoftware } from '../../kernels/device/adapter';
import type { Failure } from '../common/failure';

interface Browser {
  secure: boolean;
  /** Whether `navigator.gpu` is there. */
  webgpu: boolean;
  userAgent: string;
}

export type Support = { adapter: string; software: boolean } | { failure: Failure };

/** Looks for an adapter. Never throws. */
export async function findSupport(): Promise<Support> {
  const browser = { secure: isSecureContext, webgpu: 'gpu' in navigator, userAgent: navigator.userAgent };
  if (!browser.secure || !browser.webgpu) return { failure: whyNoWebGpu(browser) };
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { failure: whyNoWebGpu(browser) };
  const { vendor, architecture, description } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'GPU';
  const features = ['shader-f16', 'subgroups'].filter((feature) => adapter.features.has(feature));
  const parts = [name, ...features.map((feature) => feature.replace('shader-', ''))];
  return { adapter: parts.join(' · '), software: isSoftware(adapter) };
}

/** The cause, in the order in which it is met, and one next step for this browser. */
export function whyNoWebGpu({ secure, webgpu, userAgent }: Browser): Failure {
  if (!secure) {
    return {
      message: 'This page is not secure, and browsers give WebGPU to secure pages only.',
      advice: 'Open it over https, or on localhost.',
    };
  }
  if (!webgpu) return { message: 'This browser does not offer WebGPU.', advice: browserToUse(userAgent) };
  return { message: 'This browser has WebGPU, but found no GPU to use.', advice: adapterToFind(userAgent) };
}

function browserToUse(userAgent: string): string {
  const apple = /iPhone|iPad|Macintosh/.test(userAgent);
  if (/Android/.test(userAgent)) return 'Use Chrome 121 or newer on Android 12 or newer.';
  if (/Firefox/.test(userAgent)) {
    if (/Windows|Macintosh/.test(userAgent)) return 'Update to Firefox 147 or newer, or use Chrome or Edge.';
    return 'Firefox has no WebGPU on this system yet: use Chrome 144 or newer.';
  }
  if (apple && !/Chrome|CriOS|Edg/.test(userAgent)) return 'Update to Safari 26 or newer, or use Chrome on a computer.';
  if (/iPhone|iPad/.test(userAgent)) return 'Update to iOS 26 or newer.';
  if (/Linux/.test(userAgent)) {
    return 'Update to Chrome 147 or newer, or start it with --enable-unsafe-webgpu --enable-features=Vulkan.';
  }
  return 'Update to Chrome or Edge 113 or newer.';
}

function adapterToFind(userAgent: string): string {
  if (/Firefox/.test(userAgent)) return 'Update the graphics driver, or use Chrome or Edge.';
  if (/Linux/.test(userAgent) && !/Android/.test(userAgent)) {
    return 'Start Chrome with --enable-unsafe-webgpu --use-angle=vulkan --enable-features=Vulkan,VulkanFromANGLE.';
  }
  if (/Chrome|Edg/.test(userAgent)) {
    return 'Turn on “Use graphics acceleration when available” in the browser’s settings; chrome://gpu says what is blocked.';
  }
  return 'Update the system, then open this page again.';
}
