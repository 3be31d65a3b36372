import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties: set through the style object's interface, which the content security policy allows. */
    [property: `--${string}`]: string | number | undefined;
  }
}
