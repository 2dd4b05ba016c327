import type { ReactNode } from 'react'

function Icon({ children, size = 16 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  )
}

export const SettingsIcon = () => (
  <Icon>
    <path d="M1.5 4h4M9 4h5.5M1.5 8h7.5M12.5 8h2M1.5 12h2.5M7.5 12h7M7.25 2.25v3.5M10.75 6.25v3.5M5.75 10.25v3.5" />
  </Icon>
)

export const CodeIcon = () => (
  <Icon>
    <path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" />
  </Icon>
)

export const PlusIcon = () => (
  <Icon>
    <path d="M8 3v10M3 8h10" />
  </Icon>
)

export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.75" />
    <path d="m10.5 10.5 3.5 3.5" />
  </Icon>
)

export const MoreIcon = () => (
  <svg aria-hidden="true" width="16" height="16" viewBox="0 0 16 16" fill="currentColor">
    <circle cx="8" cy="3.5" r="1.2" />
    <circle cx="8" cy="8" r="1.2" />
    <circle cx="8" cy="12.5" r="1.2" />
  </svg>
)

export const PeopleIcon = () => (
  <Icon>
    <circle cx="6" cy="5.5" r="2.5" />
    <path d="M1.5 13.5c.5-2.4 2.2-3.6 4.5-3.6s4 1.2 4.5 3.6M10.5 3.2a2.4 2.4 0 0 1 0 4.6M12.2 10.4c1.3.5 2 1.6 2.3 3.1" />
  </Icon>
)

export const GroupsIcon = () => (
  <Icon>
    <path d="M2 2.5h5v5H2zM9 2.5h5v5H9zM2 9.5h5v4H2zM9 9.5h5v4H9z" />
  </Icon>
)

export const ActivityIcon = () => (
  <Icon>
    <path d="M1.5 8.5h3l2-5 3 9 2-4h3" />
  </Icon>
)

export const JobsIcon = () => (
  <Icon>
    <path d="M2 4.5h8.5M2 8h6M2 11.5h8.5M13.25 4.5v.1M11 8h3M13.25 11.5v.1" />
  </Icon>
)

export const PersonIcon = () => (
  <Icon>
    <circle cx="8" cy="5.5" r="2.75" />
    <path d="M2.75 13.5c.6-2.6 2.6-4 5.25-4s4.65 1.4 5.25 4" />
  </Icon>
)

export const MoonIcon = () => (
  <Icon>
    <path d="M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z" />
  </Icon>
)

export const SunIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="2.75" />
    <path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  </Icon>
)

export const FileIcon = ({ size }: { size?: number }) => (
  <Icon size={size}>
    <path d="M9.5 1.5H4A1.5 1.5 0 0 0 2.5 3v10A1.5 1.5 0 0 0 4 14.5h8a1.5 1.5 0 0 0 1.5-1.5V5.5ZM9.5 1.5v4h4M8 12V8M6 9.8 8 8l2 1.8" />
  </Icon>
)

export const ChevronIcon = () => (
  <Icon size={14}>
    <path d="m4.5 6 3.5-3.5L11.5 6M4.5 10 8 13.5l3.5-3.5" />
  </Icon>
)

export const SortIcon = () => (
  <Icon>
    <path d="M5 3v10M2 6l3-3 3 3M11 13V3M8 10l3 3 3-3" />
  </Icon>
)

export const UpIcon = () => (
  <Icon size={12}>
    <path d="M8 13V3M3.5 7.5 8 3l4.5 4.5" />
  </Icon>
)

export const DownIcon = () => (
  <Icon size={12}>
    <path d="M8 3v10M3.5 8.5 8 13l4.5-4.5" />
  </Icon>
)

export const LeftIcon = () => (
  <Icon>
    <path d="M10 3.5 5.5 8l4.5 4.5" />
  </Icon>
)

export const RightIcon = () => (
  <Icon>
    <path d="M6 3.5 10.5 8 6 12.5" />
  </Icon>
)

export const WarningIcon = () => (
  <Icon size={14}>
    <path d="M8 2 1.5 13.5h13ZM8 6.5v3.25M8 11.6v.1" />
  </Icon>
)

export const ErrorIcon = () => (
  <Icon size={14}>
    <circle cx="8" cy="8" r="6.25" />
    <path d="M8 4.75v3.75M8 11v.1" />
  </Icon>
)

export const TickIcon = () => (
  <Icon size={14}>
    <path d="m3 8.5 3.25 3.25L13 5" />
  </Icon>
)

export const CrossIcon = () => (
  <Icon size={14}>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
)

export const Logo = () => (
  <svg aria-hidden="true" width="36" height="36" viewBox="0 0 32 32">
    <rect width="32" height="32" rx="7" fill="#1f6fa3" />
    <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
      <circle cx="13" cy="12" r="4" />
      <path d="M6 24c0-4 3-6.5 7-6.5s7 2.5 7 6.5M23.5 11v7M20 14.5h7" />
    </g>
  </svg>
)
